// The telephone's camera as a scanner: by the browser's own reader, else by jsQR, which is loaded only then.
(() => {
  const box = Door.path && Door.part("camera");
  if (!box || !navigator.mediaDevices?.getUserMedia) return;
  const [button, video, says] = [Door.part("camera-button"), Door.part("video"), Door.part("camera-says")];
  const [EVERY, SAME, WIDTH] = [150, 3000, 640];
  let [stream, last, lastAt] = [null, "", 0];
  box.hidden = false;

  const own = async () => {
    if (!globalThis.BarcodeDetector) return null;
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!formats.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  };
  const loaded = () => new Promise((done, fail) => {
    if (globalThis.jsQR) return done();
    const script = document.createElement("script");
    script.src = Door.options.reader;
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  });
  const byScript = async () => {
    await loaded();
    const canvas = document.createElement("canvas");
    const drawing = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      if (!video.videoWidth) return null;
      canvas.width = Math.min(WIDTH, video.videoWidth);
      canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
      drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
      return jsQR(data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" })?.data;
    };
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = Door.word("camera-start");
    says.textContent = "";
  };
  const start = async () => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    button.textContent = Door.word("camera-stop");
    says.textContent = Door.word("camera-on");
    await video.play();
    const read = (await own()) ?? (await byScript());
    const look = async () => {
      if (!stream) return;
      const code = await read().catch(() => null);
      // The same code stays before the camera for a while.
      if (code && (code !== last || Date.now() - lastAt > SAME)) await Door.arrive(code);
      if (code) [last, lastAt] = [code, Date.now()];
      setTimeout(look, EVERY);
    };
    look();
  };
  button.addEventListener("click", () => {
    if (stream) return stop();
    start().catch(() => {
      stop();
      says.textContent = Door.word("camera-refused");
    });
  });
  addEventListener("pagehide", stop);
})();
