// The queue, for pages: sending what waits, and trying again by itself.
import "./core.js";
import "./sending.js";

export const { ARRIVED, Box, post, sendAll, whileNothingIsSent } = self.communityVoiceOffline;

// Send now, and again when there is a network, when the page is shown, and after a while.
// `send(hurry)` returns what sendAll does.
export function keepSending(send) {
  let timer = null;
  let running = null;
  let following = null;
  let wish = null;
  const run = async (hurry) => {
    clearTimeout(timer);
    // Where the device's own store fails, nothing is lost: we look again later.
    const round = await send(hurry).catch(() => ({ left: 1, next: Date.now() + 30_000 }));
    if (!round || round.left === 0 || round.signIn) return round;
    // Where another tab sends, look whether something is left over when it has done.
    const at = round.busy ? Date.now() + 5000 : round.next;
    if (at) timer = setTimeout(() => start(false), Math.max(500, at - Date.now()));
    return round;
  };
  const follow = () => {
    const hurry = wish;
    following = wish = null;
    return start(hurry);
  };
  // Whoever asks while a round runs (a network is back, somebody presses) gets one more right after:
  // that round may be waiting for an answer that was cut off, and has not seen what came since.
  const start = (hurry) => {
    if (!running) return (running = run(hurry).finally(() => (running = null)));
    wish = wish === "pressed" ? wish : hurry || wish;
    return (following ||= running.then(follow));
  };
  self.addEventListener("online", () => start(true));
  document.addEventListener("visibilitychange", () => document.hidden || start(false));
  return start;
}
