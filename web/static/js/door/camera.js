// The camera: every frame is looked at once, its codes are told, the signed one (the longest) first.
import { BarcodeDetector, prepareZXingModule } from "../../vendor/barcode-detector/ponyfill.js";

const REST_MS = 100;
const rest = (length) => new Promise((later) => setTimeout(later, length));

// `says(word)` gets ready, none or refused; `torchable(set)` a function that lights the torch, where there is one;
// `seen(texts, frameAt)` is waited for.
export async function watch(video, looks) {
  const { wasm, says, torchable, seen } = looks;
  if (!navigator.mediaDevices?.getUserMedia) {
    says("none");
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
  } catch (refusal) {
    says(refusal.name === "NotAllowedError" ? "refused" : "none");
    const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    permission?.addEventListener("change", () => permission.state === "granted" && watch(video, looks), { once: true });
    return;
  }
  video.srcObject = stream;
  await video.play();
  says("ready");
  const [track] = stream.getVideoTracks();
  if (track.getCapabilities?.().torch) torchable((lit) => track.applyConstraints({ advanced: [{ torch: lit }] }));
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  for (;;) {
    const frameAt = await new Promise((next) => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(next) : setTimeout(next, 60)));
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
