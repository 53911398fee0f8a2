// Within a frame of another site: tells the page around it how high this page is, so that nothing scrolls twice.
(() => {
  if (window.parent === window) return;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    // To whoever frames this: it is a number, and the page's own header says who may frame it.
    window.parent.postMessage({ uketsuke: "height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
