// The button says what it will do: the sum decides, as it does on the server.
for (const form of document.querySelectorAll("form[data-pay]")) {
  const sum = form.querySelector("[data-amount]");
  const button = form.querySelector("[data-flip]");
  const meter = form.querySelector("[data-reading]");
  const flip = () => {
    const digits = sum.value.replace(/[^1-9]/g, "");
    button.textContent = digits || !meter ? button.dataset.payLabel : button.dataset.sendLabel;
  };
  sum.addEventListener("input", flip);
  flip();
}
