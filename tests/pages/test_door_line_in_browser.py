"""The door's way to the server, when the server is slow, silent, deaf, strict or gone: no scan is lost, none is sent as two."""

import json

import pytest

from badges.codes import new_code
from badges.tokens import TokenPayload, new_badge_id, sign
from booking.keys import signing_key
from kernel.clock import now
from tests.pages.conftest import BENCH

pytestmark = pytest.mark.browser
API = "/api/v1/door/"
SERVER_TIME = "2026-11-27T08:00:00+00:00"
POST = {
    "device": {"id": "d1", "name": "Máy 1"},
    "fair": {"slug": "cnht", "token_number": 7, "timezone": "Asia/Ho_Chi_Minh", "starts_on": "2026-11-27"},
    "gate": {"code": "B"},
    "keys": [],
    "checkin_lists": [
        {"id": "day", "opens_at": "2020-01-01T00:00Z", "closes_at": "2090-01-01T00:00Z", "re_entry": False, "roles": []}
    ],
}
EMPTY = b"PHD1" + bytes(20) + bytes(10)
OPEN = """async (post) => {
  const names = ["store", "queue", "seen", "clock", "snapshot", "sync", "scans", "enrol", "token", "stock", "groups"];
  const m = Object.assign({}, ...(await Promise.all(names.map((name) => import(`/static/js/door/${name}.js`)))));
  const db = await m.openStore();
  const house = window.house = {m, db, api: "/api/v1/door/", queue: await m.Queue.open(db), seen: await m.Seen.open(db), clock: new m.Clock()};
  Object.assign(house, {stock: await m.Stock.open(db), groups: await m.Groups.open(db)});
  Object.assign(house, {said() {}, posted() {}, health: async () => ({battery: 80}), key: "phd_1", post, snapshot: m.Snapshot.empty()});
  house.line = new m.Line(house);
  house.scans = new m.Scans({...house, ring: new Map()});
  house.scan = (text, direction = "entry") => house.scans.scan(text, {list: post.checkin_lists[0], direction});
  house.quiet = () => house.line.stop() ?? Object.assign(house.line, {isRevoked: false});
}"""


class Server:
    """Takes what the app sends; `mood(path, body)` may answer in its place: a status, "silent", "deaf" (it counts, nobody hears)."""

    def __init__(self):
        self.heard, self.counted, self.annulled, self.mood = [], {}, {}, lambda path, body: None
        self.taken_numbers = set()

    def __call__(self, route):
        request = route.request
        path = request.url.split(API)[1]
        body = json.loads(request.post_data) if request.post_data else {}
        self.heard.append((path, body))
        mood = self.mood(path, body)
        if mood == "silent":
            return route.abort()
        if isinstance(mood, tuple):
            return route.fulfill(status=mood[0], json={"code": mood[1], "title": "no"})
        answer = self.answer(path, body)
        if mood == "deaf":
            return route.abort()
        return route.fulfill(**answer)

    def answer(self, path, body):
        if path == "scans/":
            self.counted[body["nonce"]] = body
            answer = {"nonce": body["nonce"], "verdict": "ok", "scanned_at": SERVER_TIME, "first_entry_at": None}
            return {"json": answer | {"full_name": "Lê Thu Hà"}}
        if path == "sync/":
            results = []
            for scan in body["scans"]:
                if scan["seq"] in self.taken_numbers:
                    results.append({"nonce": scan["nonce"], "outcome": "refused", "problem": "sequence_clash"})
                    continue
                results.append(
                    {"nonce": scan["nonce"], "outcome": "repeated" if scan["nonce"] in self.counted else "counted"}
                )
                self.counted[scan["nonce"]] = scan
                if "instead_of" in scan:
                    self.counted.pop(scan["instead_of"], None)
            self.annulled |= {one["nonce"]: one for one in body["annulments"]}
            return {"json": {"server_time": SERVER_TIME, "results": results, "annulled": []}}
        if path == "groups/":
            return {"json": {"groups": []}}
        if path == "enrol/":
            return {
                "status": 201,
                "json": {"key": "phd_2", "post": POST | {"device": {"id": body["code"], "next_seq": 41}}},
            }
        if path == "post/":
            return {
                "json": POST | {"server_time": SERVER_TIME, "device": {"id": "d1", "name": "Máy 1", "next_seq": 31}}
            }
        return {"body": EMPTY, "content_type": "application/octet-stream"}


@pytest.fixture
def server(bench):
    server = Server()
    bench.route(f"{BENCH}{API}**", server)
    bench.evaluate(OPEN, POST)
    return server


def left(bench) -> list:
    """Unsent scans, pending annulments, refused scans, the device's last number."""
    return bench.evaluate(
        "[house.queue.unsent, house.queue.next().annulments.length, house.queue.refused, house.queue.seq]"
    )


def test_an_answer_nobody_heard_is_replaced_by_what_the_guard_was_told(bench, server):
    heard = bench.evaluate("house.scan('A')")
    assert (heard["verdict"], heard["full_name"], heard["isHere"]) == ("ok", "Lê Thu Hà", False)
    server.mood = lambda path, body: "deaf"
    told = bench.evaluate("house.scan('B')")
    assert (told["verdict"], told["isHere"]) == ("unknown", True)
    (first,) = [body for path, body in server.heard if path == "scans/" and body["text"] == "B"]
    bench.evaluate("house.scan('C')")  # known to be offline: nobody is asked
    assert [body["text"] for path, body in server.heard if path == "scans/"] == ["A", "B"]
    assert left(bench) == [2, 0, 0, 4]
    server.mood = lambda path, body: "deaf" if path == "sync/" and len(server.heard) < 4 else None
    bench.evaluate("house.line.sync()")  # this batch arrives, its answer does not …
    assert left(bench) == [2, 0, 0, 4]
    bench.evaluate("house.line.sync()")  # … and comes once more
    assert left(bench) == [0, 0, 0, 4]
    sent = [body["scans"] for path, body in server.heard if path == "sync/" and body["scans"]]
    assert sent[0] == sent[1]
    assert [(scan["seq"], scan["text"], scan["verdict"], scan.get("instead_of")) for scan in sent[0]] == [
        (2, "B", "unknown", None),  # the question, so that its number is no gap
        (3, "B", "unknown", first["nonce"]),
        (4, "C", "unknown", None),
    ]
    assert sorted(scan["text"] for scan in server.counted.values()) == ["A", "B", "C"]
    assert {"unsent": 0, "battery": 80, "snapshot_at": None} in [body.get("health") for _, body in server.heard]


def test_silence_is_waited_for_a_second_and_a_half(bench, server):
    bench.unroute(f"{BENCH}{API}**")
    bench.route(f"{BENCH}{API}scans/", lambda route: None)
    took = bench.evaluate(
        "(async () => { const from = performance.now(); await house.scan('A'); return performance.now() - from; })()"
    )
    assert 1400 < took < 3000
    bench.evaluate("house.quiet()")


def test_a_page_closed_before_the_answer_takes_its_question_back(bench, server):
    asked = bench.evaluate(
        "house.queue.asked({text: 'A', direction: 'entry', checkin_list: 'day', scanned_at: '2026-11-27T07:00:00Z', clock_offset_ms: 5})"
    )
    bench.evaluate("house.scan('B')")
    bench.reload()
    bench.evaluate(OPEN, POST)
    assert left(bench) == [0, 1, 0, 2]
    bench.evaluate("house.line.sync()")
    assert server.annulled == {
        asked["nonce"]: {"nonce": asked["nonce"], "at": "2026-11-27T07:00:00Z", "clock_offset_ms": 5}
    }
    assert [scan["seq"] for scan in server.counted.values()] == [2, 1]
    assert left(bench) == [0, 0, 0, 2]


def test_many_go_in_batches_and_what_is_refused_holds_up_nobody(bench, server):
    def strict(path, body):
        texts = {scan["text"] for scan in body.get("scans", ())}
        return (400, "invalid") if "bad" in texts else None

    server.mood = strict
    fill = """async () => {
      house.line.isOnline = false;
      for (let n = 0; n < 1100; n++) await house.scan(n === 700 ? "bad" : `text ${n}`, "exit");
    }"""
    bench.evaluate(fill)
    assert left(bench) == [1100, 0, 0, 1100]
    bench.evaluate("house.line.sync()")
    assert left(bench) == [0, 0, 1, 1100]
    assert [scan["seq"] for scan in server.counted.values()] == [n for n in range(1, 1101) if n != 701]
    assert max(len(body["scans"]) for path, body in server.heard if path == "sync/") == 500
    assert bench.evaluate("house.db.getAll('refused')")[0]["problem"] == "invalid"


def test_a_device_that_was_shut_out_keeps_what_it_has(bench, server):
    server.mood = lambda path, body: "silent"
    bench.evaluate("house.scan('A')")
    server.mood = lambda path, body: (403, "device_revoked")
    bench.evaluate("house.line.sync()")
    assert bench.evaluate("house.line.isRevoked")
    assert left(bench) == [1, 0, 0, 2]
    heard = len(server.heard)
    bench.evaluate("house.scan('B')")
    assert len(server.heard) == heard


def test_what_is_taken_back_counts_no_more_here_and_there(bench, server):
    bench.evaluate("house.seen.add('day', ['r1'], {at: 5, gate: 'B', nonce: 'of another scan'})")
    told = bench.evaluate("house.scan('A')")
    assert 59_000 < bench.evaluate("house.scans.undoLeft") <= 60_000
    bench.evaluate("(nonce) => house.seen.add('day', ['r2', 'bits'], {at: 5, gate: 'B', nonce})", told["nonce"])
    bench.evaluate("house.scans.undo().then(() => house.line.sync())")
    assert bench.evaluate("house.scans.undoLeft") == 0
    assert list(server.annulled) == [told["nonce"]]
    assert bench.evaluate("['r1', 'r2', 'bits'].map((who) => house.seen.first('day', who)?.gate ?? null)") == [
        "B",
        None,
        None,
    ]
    bench.evaluate("house.seen.forgetPeople([{registration: 1, list: 'day'}], new Set(['of another scan']))")
    assert bench.evaluate("house.seen.first('day', 'r1').at") == 5
    bench.evaluate("house.seen.forgetPeople([{registration: 1, list: 'day'}], new Set())")
    assert bench.evaluate("house.seen.first('day', 'r1') ?? null") is None


def test_a_device_enrolled_anew_goes_on_counting(bench, server):
    def enrol(code):
        bench.evaluate(
            "(code) => house.m.enrolWith(code, house).catch((reason) => (window.refusal = reason.constructor.name))",
            code,
        )
        return bench.evaluate(
            "[house.queue.seq, house.queue.next().scans.map((scan) => scan.seq), window.refusal ?? null]"
        )

    bench.evaluate("house.db.put('kept', house.post, 'post')")
    server.mood = lambda path, body: "silent" if path != "enrol/" else None
    bench.evaluate("house.scan('A')")
    assert enrol("d1") == [2, [1, 2], "UnsentFirst"]
    assert [path for path, _ in server.heard if path == "enrol/"] == []
    bench.evaluate("Object.assign(window, {refusal: null}).house.line.isRevoked = true")
    assert enrol("d1") == [40, [1, 2], None]  # the same device: its own numbers stand
    assert enrol("d2") == [42, [41, 42], None]  # another: what was not sent yet gets numbers after that one's last
    bench.evaluate("house.db.put('kept', {...house.post, fair: {slug: 'last-year'}}, 'post')")
    assert enrol("d3") == [40, [], None]
    assert bench.evaluate("house.db.getAll('refused').then((all) => all.map((scan) => scan.problem))") == [
        "another_fair"
    ]
    assert bench.evaluate("Promise.all([house.db.get('kept', 'key'), house.db.get('kept', 'seq')])") == ["phd_2", 40]


def test_a_number_that_another_phone_has_used_is_given_anew(bench, server):
    server.taken_numbers = {1, 30}
    bench.evaluate("(house.line.isOnline = false, house.scan('A').then(() => house.scan('B')))")
    (first, second) = bench.evaluate("house.queue.next().scans")
    bench.evaluate("house.line.sync()")
    assert {nonce: scan["seq"] for nonce, scan in server.counted.items()} == {second["nonce"]: 2, first["nonce"]: 31}
    assert left(bench) == [0, 0, 0, 31]


def test_a_code_is_told_from_a_badge(bench, server):
    code = "ABCDEFGHJKLMNPQRS234"
    others = [
        sign(TokenPayload(7, new_badge_id(), now()), signing_key()),
        new_code(),
        "",
        "12345678",
        "#enrol=",
        "0" * 20,
    ]
    texts = [f"https://door.test/ja/door/app/#enrol={code}", code, "abcd-efgh-jklm-npqr-s234", *others]
    assert bench.evaluate("(texts) => texts.map((text) => house.m.codeIn(text))", texts) == [code] * 3 + [None] * 6


def test_the_clock_follows_the_shortest_way_and_a_hand_that_sets_it(bench):
    told = bench.evaluate(
        """async () => {
          const {Clock} = await import("/static/js/door/clock.js");
          const clock = new Clock(3);
          const server = (at) => new Date(at).toISOString();
          const out = [clock.offset];
          clock.measured(server(10_000), 4_000, 6_000);
          out.push(clock.offset);
          clock.measured(server(20_000), 14_990, 15_010);
          clock.measured(server(30_000), 24_000, 26_200);
          out.push(clock.offset, clock.isFar);
          clock.measured(server(40_000), 3_640_000, 3_640_100);
          out.push(clock.offset, clock.isFar);
          clock.measured("no time", 1, 2);
          return [...out, clock.offset];
        }"""
    )
    assert told == [3, 5000, 5000, False, -3_600_050, True, -3_600_050]
