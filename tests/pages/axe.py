"""Axe as the page tests run it: every rule on the whole page, without working out again what it knows already."""

from axe_playwright_python.base import AXE_SCRIPT

CONTRAST = "color-contrast"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
FIND = """(options) => {
  axe.begin();
  return axe.run(options).then(({violations}) => [violations.map(({id, nodes}) => `${id}: ${nodes[0].target}`), axe.learned()]);
}"""
TORN = """() => [...document.querySelectorAll(".stackable td")].filter((cell) => getComputedStyle(cell).display === "flex" &&
  [...cell.childNodes].filter((one) => one.nodeType === 3 ? one.data.trim() : one.nodeType === 1 &&
    getComputedStyle(one).display !== "none" && getComputedStyle(one).position !== "absolute").length > 1)
  .map((cell) => `torn apart: ${cell.innerText}`)"""
"""Cells of a stacked table whose parts would stand at its two ends and between, not beside each other."""

_LISTS = ("ha=e(function(e,t){var a=fa();", "va=e(function(e,t){var n=hr(),")
_MAPS = """ha=e(function(e,t){t.exports=function(){var id=0,map=new Map;return{
get(args){return map.get(args[0])??null},
set(args){map.set(args[0],++id);return id},
delete(){throw Error("axe forgets nothing but all")},
clear(){map.clear()}}}}),ga=e(function(e,t){t.exports=function(length){var id=0,map=new Map;return{
get(args){var at=map;for(var n=0;n<length;n++)if((at=at.get(args[n]))===undefined)return null;return at},
set(args){var at=map;for(var n=0;n<length-1;n++){if(!at.has(args[n]))at.set(args[n],new Map);at=at.get(args[n])}
at.set(args[length-1],++id);return id},
delete(){throw Error("axe forgets nothing but all")},
clear(){map=new Map}}}}),"""


def _with_maps(script: str) -> str:
    """Axe finds what it once answered by walking lists of all it was asked: here by maps. Another axe stays as it is."""
    first, after = (script.find(mark) for mark in _LISTS)
    return script[:first] + _MAPS + script[after:] if 0 < first < after else script


_COLOURS = """(() => {
  const {Color} = axe.commons.color, parse = Color.prototype.parseString, known = new Map();
  Color.prototype.parseString = function (text) {
    if (known.has(text)) return Object.assign(this, known.get(text));
    const {r, g, b, alpha} = parse.call(this, text);
    known.set(text, {r, g, b, alpha});
    return this;
  };
})()"""
"""Axe parses the colours of every element behind every text, again and again the same few."""

_LOOKS = r"""(() => {
  const rule = axe._audit.rules.find(({id}) => id === "color-contrast"), check = axe._audit.checks["color-contrast"];
  const {matches} = rule, {evaluate} = check, passed = new Set(), learned = new Set(), FIELDS = ["INPUT", "SELECT", "TEXTAREA"];
  const OF_TEXT = ["color", "visibility", "fontSize", "fontWeight", "textShadow", "textIndent", "webkitTextStroke"];
  let veils, paints, untouched, beside;

  // What dims an element: its own effects and those of all it lies in; null where a finger goes through it.
  function veil(element) {
    if (!element) return "";
    if (!veils.has(element)) {
      const style = getComputedStyle(element), around = veil(element.parentElement);
      const own = [style.opacity, style.filter, style.backdropFilter, style.mixBlendMode, style.clip, style.clipPath].join();
      const isHit = around !== null && style.pointerEvents !== "none";
      veils.set(element, isHit ? around + (own === "1,none,none,normal,auto,none" ? "" : `${own}\n`) : null);
    }
    return veils.get(element);
  }

  function paint(element) {
    if (!paints.has(element)) {
      const {backgroundColor, backgroundImage} = getComputedStyle(element);
      const isBare = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none";
      paints.set(element, isBare ? "" : `${backgroundColor},${backgroundImage}\n`);
    }
    return paints.get(element);
  }

  const isOpaque = (painted) => painted.startsWith("rgb(") && painted.endsWith(",none\n");
  const holds = ({left, right, top, bottom}, x, y) => left <= x && x <= right && top <= y && y <= bottom;
  const words = (element) => [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
  const isText = (element) => FIELDS.includes(element.tagName) || words(element).length > 0;

  // Where the words stand: a block is often wider than they are.
  function lines(element) {
    if (FIELDS.includes(element.tagName)) return [...element.getClientRects()];
    return words(element).flatMap((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()];
    });
  }

  // What lies at a point; beside the window, where a row of chips goes on, what the element lies in, or nothing if more could.
  function pileAt(x, y, element) {
    if (holds({left: 0, right: innerWidth, top: 0, bottom: innerHeight}, x, y)) return document.elementsFromPoint(x, y);
    const pile = [], isOwn = (other) => other.contains(element) || element.contains(other);
    for (let one = element; one; one = one.parentElement) pile.push(one);
    beside ??= [...document.body.querySelectorAll("*")].filter((one) => paint(one)).map((one) => [one, one.getBoundingClientRect()]);
    return beside.every(([other, box]) => isOwn(other) || !holds(box, x, y)) ? pile : [];
  }

  // What is painted behind these words, down to what lets nothing through, which nothing dimmed does; null if anything but
  // what they lie in has a part.
  function ground(element, dimmed, {left, top, width, height}) {
    const x = left + width / 2, y = top + height / 2, pile = pileAt(x, y, element), at = pile.indexOf(element);
    if (at < 0 || pile.slice(0, at).some((over) => !element.contains(over) || paint(over))) return null;
    if (untouched.some((other) => holds(other.getBoundingClientRect(), x, y))) return null;
    let behind = "";
    for (const other of pile.slice(at)) {
      if (!other.contains(element)) return null;
      behind += paint(other);
      if (isOpaque(paint(other)) && dimmed === "") break;
    }
    return behind;
  }

  function look(element) {
    const dimmed = veil(element);
    if (dimmed === null) return null;
    const grounds = new Set(lines(element).map((line) => ground(element, dimmed, line)));
    const [behind] = grounds, style = getComputedStyle(element);
    if (grounds.size !== 1 || behind === null) return null;
    return `${dimmed}\n${behind}\n${OF_TEXT.map((name) => style[name]).join()}`;
  }

  // Letters of a drawing: with nothing painted between them and it, axe cannot tell what is behind, and never says anything.
  function isDrawn(element) {
    const drawing = element.ownerSVGElement;
    if (!drawing) return false;
    for (let one = element; one !== drawing; one = one.parentElement) if (!one.ownerSVGElement || paint(one)) return false;
    const box = drawing.getBoundingClientRect();
    return lines(element).every(({left, right, top, bottom, width, height}) => {
      const x = left + width / 2, y = top + height / 2, isWithin = holds(box, left, top) && holds(box, right, bottom);
      const isUnder = (other) => !drawing.contains(other) && holds(other.getBoundingClientRect(), x, y);
      const first = document.elementsFromPoint(x, y).find((other) => other === drawing || !drawing.contains(other));
      return isWithin && first === drawing && !untouched.some(isUnder);
    });
  }

  axe.begin = () => {
    [veils, paints, beside] = [new Map(), new Map(), null];
    untouched = [...document.body.querySelectorAll("*")].filter((one) => veil(one) === null && paint(one));
  };
  axe.know = (looks) => looks.forEach((one) => passed.add(one));
  axe.learned = () => { const looks = [...learned]; learned.clear(); return looks; };
  rule.matches = function (element, ...rest) {
    return isText(element) && !passed.has(look(element)) && !isDrawn(element) && matches.call(this, element, ...rest);
  };
  check.evaluate = function (element, ...rest) {
    const right = evaluate.call(this, element, ...rest), seen = right === true && look(element);
    if (seen) passed.add(seen) && learned.add(seen);
    return right;
  };
})()"""
"""The contrast of a text comes from its colour and size and from what is painted behind it. What axe has passed once is
not measured again where another text looks the same on the same ground: in its page, at the next width, in the next test."""

_SIZES = """(() => {
  const rule = axe._audit.rules.find(({id}) => id === "target-size"), {matches} = rule, {begin} = axe, SIZE = 24;
  const WIDGETS = "a,area,audio,button,details,embed,iframe,input,object,option,select,summary,textarea,video,[role]";
  let widgets;

  const isApart = (one, other, room) => one.right + room <= other.left || one.left - room >= other.right ||
    one.bottom + room <= other.top || one.top - room >= other.bottom;
  const isLarge = ({width, height}) => width >= SIZE && height >= SIZE;
  const isClear = (element, box) => widgets.every(([other, its]) => other.contains(element) || isApart(box, its, 0));
  const isOne = (element, box) => isLarge(box) && element.getClientRects().length === 1 && isClear(element, box);

  function isRight(element) {
    const box = element.getBoundingClientRect();
    widgets ??= [...document.querySelectorAll(WIDGETS)].filter((other) => other.getClientRects().length)
      .map((other) => [other, other.getBoundingClientRect()]);
    return (isLarge(box) && isClear(element, box)) || widgets.every(([other, its]) => other === element ||
      isApart(box, its, SIZE) || (isApart(box, its, SIZE / 2) && isOne(other, its)));
  }

  axe.begin = () => { begin(); widgets = null; };
  rule.matches = function (element, ...rest) {
    return matches.call(this, element, ...rest) && element.getAttribute("tabindex") !== "-1" && !isRight(element);
  };
})()"""
"""What is large and lies under no other target passes, and what is small with none around it; of what the keyboard does not
reach axe is never sure. To say so it would map the whole page, which takes as long as all its other rules."""

SCRIPTS = (_with_maps(AXE_SCRIPT), _COLOURS, _LOOKS, _SIZES)
