// Boxes and buttons as the keyboard works them: a page that moves in that moment makes a pointer miss, and without scripts a
// page draws no frames for the driver to see that it stands still.

export async function tick(box) {
  if (!(await box.isChecked())) await box.press("Space");
}

export const enter = (button) => button.press("Enter");
