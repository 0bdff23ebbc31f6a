// The player of a book's page, and the buttons that copy an address. Without this script the page has the browser's own player, and each
// chapter is a link into the sound. Where one listens is kept in this browser alone, by the book's and the chapter's ids, so that it
// is found again when the book has been narrated anew.

"use strict";

const SAVE_EVERY_SECONDS = 2;
const PREVIOUS_AFTER_SECONDS = 4; // later than this, "previous chapter" means the beginning of this one
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h4v14H7zm6 0h4v14h-4z";

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function inWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [[Math.floor(whole / 3600), "hour"], [Math.floor(whole / 60) % 60, "minute"], [whole % 60, "second"]];
  const said = parts.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return said.join(" ") || "0 seconds";
}

// Private windows and full disks have no storage: then the place is not kept, and everything else works.
function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // see above
  }
}

function startPlayer(player) {
  const audio = player.querySelector("audio");
  const part = (name) => player.querySelector(`[data-part="${name}"]`);
  const seek = part("seek");
  const chapters = [...document.querySelectorAll(".chapters a")].map((link) => ({
    link,
    id: link.dataset.id,
    title: link.querySelector(".name").textContent,
    track: Number(link.dataset.track),
    source: link.href.split("#")[0],
    start: Number(link.dataset.start),
    end: Number(link.dataset.end),
  }));
  const placeKey = `talecast:place:${player.dataset.book}`;
  const speedKey = "talecast:speed";
  let current = 0;
  let wanted = null; // seconds into the track, until the browser knows how long the track is
  let seeking = false; // the listener is moving the slider
  let savedAt = -1;

  const place = () => (wanted === null ? audio.currentTime : wanted);

  function show() {
    const { start, end, title } = chapters[current];
    const elapsed = Math.min(Math.max(place() - start, 0), end - start);
    part("elapsed").textContent = clock(elapsed);
    part("left").textContent = `−${clock(end - start - elapsed)}`;
    if (!seeking) {
      seek.value = String(Math.floor(elapsed));
    }
    if (part("now").textContent !== title) {
      part("now").textContent = title;
    }
  }

  function choose(number) {
    current = number;
    const { start, end, title } = chapters[number];
    chapters.forEach(({ link }, other) => (other === number ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    seek.max = String(Math.max(1, Math.floor(end - start)));
    part("previous").disabled = false;
    part("next").disabled = number === chapters.length - 1;
    if ("mediaSession" in navigator) {
      const { title: album, by, cover } = player.dataset;
      const artwork = cover ? [{ src: new URL(cover, document.baseURI).href, type: "image/jpeg" }] : [];
      navigator.mediaSession.metadata = new MediaMetadata({ title, artist: by, album, artwork });
    }
    tellWhere();
  }

  function tellWhere() {
    const { start, end } = chapters[current];
    seek.setAttribute("aria-valuetext", `${inWords(place() - start)} of ${inWords(end - start)}`);
  }

  // `seconds` into the track of that chapter.
  function go(number, seconds, playing) {
    const { source, track } = chapters[number];
    const moves = chapters[current].track !== track || audio.src !== source;
    if (moves) {
      audio.src = source;
    }
    if (moves || audio.readyState === HTMLMediaElement.HAVE_NOTHING) {
      wanted = seconds;
    } else {
      audio.currentTime = seconds;
    }
    choose(number);
    show();
    save();
    if (playing) {
      play();
    }
  }

  function play() {
    const rate = Number(part("speed").value);
    audio.defaultPlaybackRate = rate; // a new source begins with this one
    audio.playbackRate = rate;
    audio.play().catch((error) => {
      if (error.name === "NotAllowedError") {
        say("Press play to listen.");
      }
    });
  }

  function skip(seconds) {
    const { start } = chapters[current];
    const to = place() + seconds;
    if (to < start && current > 0 && chapters[current - 1].track !== chapters[current].track) {
      const before = chapters[current - 1];
      go(current - 1, Math.max(before.start, before.end + to - start), !audio.paused);
    } else {
      move(Math.max(0, to));
    }
  }

  // Within the track.
  function move(seconds) {
    if (wanted === null) {
      audio.currentTime = Math.min(seconds, audio.duration || seconds);
    } else {
      wanted = seconds;
    }
    follow();
    show();
    save();
  }

  // The chapter that sounds.
  function follow() {
    const now = place();
    const { track } = chapters[current];
    const found = chapters.findLastIndex((chapter) => chapter.track === track && chapter.start <= now + 0.01);
    if (found >= 0 && found !== current) {
      choose(found);
    }
  }

  function save() {
    const { id, start } = chapters[current];
    savedAt = place();
    remember(placeKey, { chapter: id, number: current, seconds: Math.max(0, savedAt - start) });
  }

  function say(sentence) {
    part("said").textContent = sentence;
  }

  function previous() {
    const late = place() - chapters[current].start > PREVIOUS_AFTER_SECONDS;
    const to = late || current === 0 ? current : current - 1;
    go(to, chapters[to].start, !audio.paused);
  }

  function next() {
    if (current < chapters.length - 1) {
      go(current + 1, chapters[current + 1].start, !audio.paused);
    }
  }

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) {
      audio.currentTime = Math.min(wanted, Math.max(0, audio.duration - 0.05));
      wanted = null;
    }
    audio.playbackRate = Number(part("speed").value);
    say("");
    show();
  });
  audio.addEventListener("timeupdate", () => {
    if (wanted === null) {
      follow();
      show();
      if (Math.abs(place() - savedAt) >= SAVE_EVERY_SECONDS) {
        save();
      }
    }
  });
  audio.addEventListener("ended", () => {
    const after = chapters.findIndex(({ track }) => track > chapters[current].track);
    if (after >= 0) {
      go(after, chapters[after].start, true);
    }
  });
  audio.addEventListener("error", () => say("The sound does not come. Is the server still there, and this address still valid?"));
  for (const event of ["play", "pause"]) {
    audio.addEventListener(event, () => {
      const label = audio.paused ? "Play" : "Pause";
      part("play").setAttribute("aria-label", label);
      part("play").title = label;
      part("play").querySelector("path").setAttribute("d", audio.paused ? PLAY : PAUSE);
      save();
    });
  }
  addEventListener("pagehide", save);

  part("play").addEventListener("click", () => (audio.paused ? play() : audio.pause()));
  part("back").addEventListener("click", () => skip(-Number(part("back").dataset.seconds)));
  part("forward").addEventListener("click", () => skip(Number(part("forward").dataset.seconds)));
  part("previous").addEventListener("click", previous);
  part("next").addEventListener("click", next);
  part("speed").addEventListener("change", () => {
    audio.playbackRate = Number(part("speed").value);
    remember(speedKey, part("speed").value);
  });
  seek.addEventListener("input", () => {
    seeking = true;
    part("elapsed").textContent = clock(Number(seek.value));
    seek.setAttribute("aria-valuetext", inWords(Number(seek.value)));
  });
  seek.addEventListener("change", () => {
    seeking = false;
    move(chapters[current].start + Number(seek.value));
    tellWhere();
  });
  seek.addEventListener("focus", tellWhere);
  chapters.forEach(({ link, start }, number) => {
    link.addEventListener("click", (event) => {
      if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
        event.preventDefault();
        go(number, start, true);
      }
    });
  });
  if ("mediaSession" in navigator) {
    const actions = {
      play,
      pause: () => audio.pause(),
      previoustrack: previous,
      nexttrack: next,
      seekbackward: () => skip(-Number(part("back").dataset.seconds)),
      seekforward: () => skip(Number(part("forward").dataset.seconds)),
      seekto: ({ seekTime }) => move(seekTime),
    };
    for (const [action, handler] of Object.entries(actions)) {
      try {
        navigator.mediaSession.setActionHandler(action, handler);
      } catch {
        // a browser that does not know this one shows no button for it
      }
    }
  }

  const speed = recall(speedKey);
  if ([...part("speed").options].some(({ value }) => value === speed)) {
    part("speed").value = speed;
  }
  audio.removeAttribute("controls");
  player.querySelector(".controls").hidden = false;
  const kept = recall(placeKey);
  const byId = kept ? chapters.findIndex(({ id }) => id === kept.chapter) : -1;
  const number = byId >= 0 ? byId : Math.min(Math.max(0, Number(kept?.number) || 0), chapters.length - 1);
  const { start, end } = chapters[number];
  go(number, start + Math.min(Math.max(0, Number(kept?.seconds) || 0), Math.max(0, end - start - 0.1)), false);
}

function startCopying(button) {
  const field = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "Copied.";
    } catch {
      // On plain http from another machine a browser has no clipboard for us; the older way still works there.
      status.textContent = document.execCommand("copy") ? "Copied." : "Copy the selected address.";
    }
  });
}

document.querySelectorAll(".player").forEach(startPlayer);
document.querySelectorAll("button[data-copy]").forEach(startCopying);
