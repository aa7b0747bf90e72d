// A recorder on the last page of a survey. What it records stays in this page's memory, is put
// into the form's file field, and goes nowhere but with the button Send.
(() => {
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];
  const BITS = 32_000;
  const lang = document.documentElement.lang;
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const two = new Intl.NumberFormat(lang, { minimumIntegerDigits: 2 });
  const clock = (seconds) => `${whole.format(Math.floor(seconds / 60))}:${two.format(Math.floor(seconds % 60))}`;
  const canRecord = () =>
    Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.DataTransfer);
  let running = null; // the one that records: a microphone has one listener at a time

  class Voice {
    constructor(box) {
      this.box = box;
      this.most = Number(box.dataset.mostSeconds);
      this.mostBytes = Number(box.dataset.mostBytes);
      this.field = box.querySelector("input[type=file]");
      this.sound = box.querySelector("audio");
      this.state = box.querySelector("[data-voice-state]");
      this.time = box.querySelector("[data-voice-time]");
      this.timeWords = this.time.textContent;
      this.blob = null;
      box.querySelector("[data-voice-off]").hidden = true;
      box.querySelector("[data-voice-on]").hidden = false;
      box.addEventListener("click", (event) => {
        const act = event.target.closest("[data-voice-act]")?.dataset.voiceAct;
        if (act) this[act]();
      });
      this.showTime(0);
    }

    say(name, words = {}) {
      const text = this.box.dataset[name] || "";
      this.state.textContent = text.replace(/\{(\w+)\}/g, (_all, key) => words[key] ?? "");
    }

    showTime(seconds) {
      const words = { time: clock(seconds), most: clock(this.most) };
      this.time.textContent = this.timeWords.replace(/\{(\w+)\}/g, (_all, key) => words[key]);
    }

    show(...names) {
      for (const part of this.box.querySelectorAll("[data-voice-box]")) {
        part.hidden = !names.includes(part.dataset.voiceBox);
      }
    }

    press(act) {
      this.box.querySelector(`[data-voice-act=${act}]`).focus();
    }

    again() {
      this.forget();
      this.record();
    }

    async record() {
      if (this.waits || this.recorder) return;
      this.waits = true;
      await running?.stop();
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      } catch {
        this.show("record");
        this.say("sayRefused");
        return;
      } finally {
        this.waits = false;
      }
      this.begin();
    }

    begin() {
      const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
      const parts = [];
      let size = 0;
      this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: BITS });
      this.recorder.addEventListener("dataavailable", (event) => {
        parts.push(event.data);
        size += event.data.size;
        // The end of a recording needs room too.
        if (size > this.mostBytes * 0.95) this.stop(true);
      });
      this.stopped = new Promise((done) => {
        this.recorder.addEventListener("stop", () => {
          this.end(new Blob(parts, { type: this.recorder.mimeType }));
          done();
        });
      });
      running = this;
      this.began = performance.now();
      this.isFull = false;
      this.recorder.start(1000);
      this.ticking = setInterval(() => {
        const seconds = (performance.now() - this.began) / 1000;
        this.showTime(Math.min(seconds, this.most));
        if (seconds >= this.most) this.stop(true);
      }, 250);
      this.show("stop");
      this.say("sayRecording");
      this.press("stop");
    }

    stop(isFull = false) {
      if (this.recorder?.state === "recording") {
        this.isFull = isFull;
        this.seconds = Math.min((performance.now() - this.began) / 1000, this.most);
        this.recorder.stop();
      }
      return this.stopped;
    }

    end(blob) {
      clearInterval(this.ticking);
      for (const track of this.stream.getTracks()) track.stop();
      this.recorder = null;
      running = null;
      if (!blob.size || blob.size > this.mostBytes) {
        this.show("record");
        this.say("sayEmpty");
        this.press("record");
        return;
      }
      this.keep(blob);
    }

    keep(blob) {
      this.blob = blob;
      const held = new DataTransfer();
      held.items.add(new File([blob], "voice", { type: blob.type }));
      this.field.files = held.files;
      this.sound.src = URL.createObjectURL(blob);
      this.showTime(this.seconds);
      this.show("play", "warn", "again", "delete");
      const size = whole.format(Math.max(1, Math.round(blob.size / 1000)));
      this.say("sayReady", { time: clock(this.seconds), size });
      if (this.isFull) this.state.textContent = `${this.box.dataset.sayFull} ${this.state.textContent}`;
      this.press("again");
    }

    forget() {
      if (this.sound.src) URL.revokeObjectURL(this.sound.src);
      this.sound.removeAttribute("src");
      this.sound.load();
      this.blob = null;
      this.field.value = "";
      this.field.disabled = true;
      this.showTime(0);
    }

    delete() {
      this.forget();
      this.show("record");
      this.say("sayDeleted");
      this.press("record");
    }
  }

  if (!canRecord()) return;
  const boxes = document.querySelectorAll("[data-voice]:not([data-voice-ready])");
  const voices = [...boxes].map((box) => {
    box.dataset.voiceReady = "";
    return new Voice(box);
  });
  const forms = new Set(voices.map((voice) => voice.field.form).filter(Boolean));
  for (const form of forms) {
    const mine = voices.filter((voice) => voice.field.form === form);
    form.addEventListener("submit", async (event) => {
      const button = event.submitter;
      const isSending = button?.name === "go" && button.value === "send";
      for (const voice of mine) voice.field.disabled = !(isSending && voice.blob);
      if (isSending && running) {
        // Whoever presses Send while speaking has said what they wanted to say.
        event.preventDefault();
        await running.stop();
        form.requestSubmit(button);
      } else if (!isSending && (running || mine.some((voice) => voice.blob))) {
        const words = mine[0].box.dataset.askLeave;
        if (!window.confirm(words)) event.preventDefault();
      }
    });
  }
})();
