// The camera: every frame is looked at once, its codes are told, the signed one (the longest) first. A camera another
// program holds, one that is pulled out or taken away is asked for again until it is there.
import { BarcodeDetector, prepareZXingModule } from "../../vendor/barcode-detector/ponyfill.js";

const REST_MS = 100;
const AGAIN_MS = 3000;
const WANTED = { video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false };
const rest = (length) => new Promise((later) => setTimeout(later, length));
const once = (source, name) => new Promise((heard) => source.addEventListener(name, heard, { once: true }));

// `says(word)` gets ready, none or refused, each when it changes; `torchable(set)` a function that lights the torch, where
// there is one; `seen(texts, frameAt)` is waited for.
export async function watch(video, { wasm, says, torchable, seen }) {
  let said;
  const say = (word) => word !== said && says((said = word));
  if (!navigator.mediaDevices?.getUserMedia) return say("none");
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  for (;;) {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
      video.srcObject = stream;
      await video.play();
    } catch (refusal) {
      stream?.getTracks().forEach((one) => one.stop());
      if (refusal.name === "NotAllowedError") {
        say("refused");
        await Promise.all([allowed(), rest(AGAIN_MS)]); // where the device itself says no, the page is told yes and no at once
      } else {
        say("none");
        await Promise.race([once(navigator.mediaDevices, "devicechange"), rest(AGAIN_MS)]);
      }
      continue;
    }
    say("ready");
    const [track] = stream.getVideoTracks();
    if (track.getCapabilities?.().torch) torchable((lit) => track.applyConstraints({ advanced: [{ torch: lit }] }));
    const gone = once(track, "ended");
    await read(video, { track, gone, detector, seen });
    say("none");
  }
}

// When the person who said no to the camera says yes.
async function allowed() {
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (!permission) await new Promise(() => {}); // this browser does not tell: the page is loaded anew
  while (permission.state !== "granted") await once(permission, "change");
}

// Frame after frame until the camera is gone.
async function read(video, { track, gone, detector, seen }) {
  while (track.readyState === "live") {
    const frame = new Promise((next) => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(next) : setTimeout(next, 60)));
    const frameAt = await Promise.race([frame, gone]);
    if (track.readyState !== "live") return;
    const from = performance.now();
    try {
      const texts = (await detector.detect(video)).map((found) => found.rawValue).filter(Boolean);
      if (texts.length) await seen(texts.sort((a, b) => b.length - a.length), frameAt);
      else await rest(Math.min(performance.now() - from, REST_MS)); // half the time for the battery and the hands
    } catch {
      await rest(REST_MS); // a frame that cannot be read is followed by the next
    }
  }
}
