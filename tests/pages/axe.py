"""Axe as the page tests run it: every rule on the whole page, without working out again what it knows already."""

from axe_playwright_python.base import AXE_SCRIPT

CONTRAST = "color-contrast"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
FIND = """(options) => {
  axe.begin();
  return axe.run(options).then(({violations}) => violations.map(({id, nodes}) => `${id}: ${nodes[0].target}`));
}"""

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
  const {matches} = rule, {evaluate} = check, passed = new WeakMap();
  const PAINT = ["color", "backgroundColor", "backgroundImage", "opacity", "visibility", "fontSize", "fontWeight",
    "textShadow", "textIndent", "filter", "backdropFilter", "mixBlendMode", "clip", "clipPath"];
  let looks = new Map();

  // What paints a text, from the page's root to itself; null where a box does not lie in its parent's.
  function look(element) {
    if (!looks.has(element)) {
      const parent = element.parentElement, behind = parent ? look(parent) : "";
      looks.set(element, behind === null ? null : own(element, parent, behind));
    }
    return looks.get(element);
  }

  function own(element, parent, behind) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!["static", "relative"].includes(style.position) || style.float !== "none" || style.transform !== "none") return null;
    if (element.clientWidth && element.scrollWidth > element.clientWidth + 1) return null;
    if (parent) {
      const around = parent.getBoundingClientRect();
      if (box.left < around.left - 1 || box.right > around.right + 1) return null;
      if (box.top < around.top - 1 || box.bottom > around.bottom + 1) return null;
    }
    return `${behind}\n${PAINT.map((name) => style[name]).join()}`;
  }

  // Nothing lies over or under it but what it lies in and what lies in it.
  const alone = (element) => [...element.getClientRects()].every(({left, top, width, height}) => {
    const pile = document.elementsFromPoint(left + width / 2, top + height / 2);
    return pile.length > 0 && pile.every((other) => other.contains(element) || element.contains(other));
  });
  const words = (element) => [...element.childNodes].filter(({nodeType}) => nodeType === 3).map(({data}) => data).join();
  const seen = (element) => {
    const painted = look(element);
    return painted !== null && alone(element) && `${painted}\n${words(element)}`;
  };

  axe.begin = () => { looks = new Map(); };
  rule.matches = function (element, ...rest) {
    if (passed.has(element) && passed.get(element) === seen(element)) return false;
    return matches.call(this, element, ...rest);
  };
  check.evaluate = function (element, ...rest) {
    const right = evaluate.call(this, element, ...rest), painted = right === true && seen(element);
    if (painted) passed.set(element, painted); else passed.delete(element);
    return right;
  };
})()"""
"""A text that axe has passed is not measured again in the same document while it says the same in the same colours on the
same ground: at the next width, or after the next step of a test, it is the others that may be wrong."""

SCRIPTS = (_with_maps(AXE_SCRIPT), _COLOURS, _LOOKS)
