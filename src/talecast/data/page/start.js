/** How often the place is written down while the book speaks, in milliseconds. */
const REMEMBER_MS = 2000;

/**
 * The dialogs: chapters, and how the page looks.
 * @param {Player} player
 * @param {Reader} text
 * @param {Memory} memory
 */
function openDialogs(player, text, memory) {
  for (const name of ["contents", "looks"]) {
    const dialog = /** @type {HTMLDialogElement} */ (part(name));
    part(`open-${name}`).addEventListener("click", () => dialog.showModal());
    dialog.querySelector(".close")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
  document.querySelectorAll("#contents nav button").forEach((button, chapter) =>
    button.addEventListener("click", () => {
      /** @type {HTMLDialogElement} */ (part("contents")).close();
      text.scrolledAt = -Infinity;
      player.goTo(player.times.book.chapters[chapter].first);
      part(`c${chapter + 1}`).scrollIntoView();
    }),
  );
  part("forgets").hidden = memory.works;
  const form = /** @type {HTMLFormElement} */ (document.querySelector("#looks form"));
  const kept = memory.read("looks");
  for (const field of form.elements) {
    const input = /** @type {HTMLInputElement} */ (field);
    if (input.type === "checkbox") input.checked = kept[input.name] !== false;
    else if (typeof kept[input.name] === "string") {
      input.value = String(kept[input.name]);
      if (!input.value) input.value = /** @type {HTMLSelectElement} */ (field).options[0].value;
    }
  }
  const apply = () => {
    const looks = Object.fromEntries([...form.elements].map((field) => {
      const input = /** @type {HTMLInputElement} */ (field);
      return [input.name, input.type === "checkbox" ? input.checked : input.value];
    }));
    const root = document.documentElement;
    for (const name of ["theme", "font", "spacing"]) root.dataset[name] = String(looks[name]);
    if (looks.focus === "off") delete root.dataset.focus;
    else root.dataset.focus = String(looks.focus);
    root.style.setProperty("--size", String(looks.size));
    text.follows = Boolean(looks.follow);
    return looks;
  };
  apply();
  form.addEventListener("change", () => memory.write("looks", apply()));
}

/**
 * Go to where the reader was, and write down where that is from now on.
 * @param {Player} player
 * @param {Controls} controls
 * @param {Memory} memory
 */
function rememberPlace(player, controls, memory) {
  const { id, files, starts } = player.times.book;
  const kept = memory.read(id);
  const speed = Number(kept.speed);
  if (speed >= 0.5 && speed <= 3.5) controls.onSpeed(speed);
  const [file, seconds] = [Number(kept.file), Number(kept.seconds)];
  const known = kept.sentences === starts.length && file in files && seconds >= 0;
  if (known) player.seek(file, seconds);
  else player.seek(0, 0);
  let last = 0;
  const write = () => {
    last = performance.now();
    memory.write(id, { file: player.file, seconds: player.sound.currentTime, speed: player.speed, sentences: starts.length });
  };
  player.addEventListener("tick", () => performance.now() - last > REMEMBER_MS && write());
  player.addEventListener("state", write);
  player.sound.addEventListener("seeked", write);
  player.sound.addEventListener("ratechange", write);
  addEventListener("pagehide", write);
}

{
  const player = new Player(/** @type {HTMLAudioElement} */ (part("sound")), new Times(/** @type {{BOOK: Book}} */ (/** @type {unknown} */ (globalThis)).BOOK));
  const memory = new Memory();
  const text = new Reader(part("text"), player);
  const controls = new Controls(player);
  openDialogs(player, text, memory);
  rememberPlace(player, controls, memory);
  controls.showState();
  controls.showChapter();
  controls.showPlace(true);
}
