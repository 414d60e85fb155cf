// Large photos are made smaller before they are sent; any other file over 2 MB is told of at once. The server checks again.
const largest = 2 * 1024 * 1024;
const SIDES = [2400, 1800, 1300];

// The server takes JPEG, PNG and HEIC; any other picture that the browser can read becomes a JPEG.
const needsWork = (file) =>
  file.type.startsWith("image/") && (file.size > largest || !/^image\/(jpeg|png|heic|heif)$/.test(file.type));

async function smaller(file) {
  if (!needsWork(file)) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  for (const side of SIDES) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (blob && blob.size <= largest) return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  }
  return file;
}

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
  input.addEventListener("change", async () => {
    if ([...input.files].some(needsWork)) {
      input.setCustomValidity("Фото уменьшаются, подождите немного.");
      const chosen = new DataTransfer();
      for (const file of input.files) chosen.items.add(await smaller(file));
      input.files = chosen.files;
    }
    judge();
  });
  form.addEventListener("reset", () => setTimeout(judge));
}
