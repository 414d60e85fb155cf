// Tells at once that a file is larger than 2 MB; the server checks again.
const largest = 2 * 1024 * 1024;
for (const form of document.querySelectorAll("form[data-files]")) {
  const input = form.querySelector("input[type=file]");
  const error = form.querySelector("[data-files-error]");
  const judge = () => {
    const big = [...input.files].find((file) => file.size > largest);
    const message = big ? `Файл «${big.name}» больше 2 МБ.` : input.files.length > 5 ? "Файлов может быть не больше 5." : "";
    error.textContent = message;
    error.hidden = !message;
    input.setCustomValidity(message);
  };
  input.addEventListener("change", judge);
  form.addEventListener("reset", () => setTimeout(judge));
}
