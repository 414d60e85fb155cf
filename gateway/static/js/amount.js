// The button says what it will do: the sum decides, as it does on the server.
for (const form of document.querySelectorAll("form[data-pay]")) {
  const sum = form.querySelector("[data-amount]");
  const button = form.querySelector("[data-flip]");
  const meter = form.querySelector("[data-reading]");
  if (!button) continue;
  const flip = () => {
    const nothing = /^[\s0.,₽]*$/.test(sum.value);
    button.textContent = nothing && meter ? button.dataset.sendLabel : button.dataset.payLabel;
  };
  sum.addEventListener("input", flip);
  flip();
}
