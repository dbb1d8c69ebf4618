"""Ways in which styles and elements show or hide a word, each as a small page. ``{0}`` is the word that is judged."""

# ruff: noqa: E501
from __future__ import annotations

_SPANS = """
display:none | display:inline | display:contents | DISPLAY:NONE | display:none!important | d\\69splay:none
visibility:hidden | visibility:collapse | visibility:visible | opacity:0 | opacity:0% | opacity:.01 | opacity:.3 | opacity:calc(0)
font-size:0 | font-size:1px | font-size:calc(0px) | font-size:calc(1px * 0) | font-size:min(0px, 9px) | font-size:12px
font-size:clamp(0px, 0px, 20px) | font-size:max(0px, 14px) | font-size:.01em | font-size:1% | font:0/0 a | font:bold 1px Arial
color:#fff | color:white | color:#fefefe | color:rgb(255 255 255) | color:hsl(0 0% 100%) | color:hwb(0 100% 0%) | color:red
color:transparent | color:rgba(0,0,0,0) | color:#00000000 | color:rgb(0 0 0 / 0%) | color:canvas | color:#777 | color:inherit
color:#123456;background:#123456 | color:#fff;background:#123456 | color:#fff;background:navy | color:#fff;background-color:maroon
color:#fff;background:oklch(40% 0.2 260) | color:#fff;background:oklab(40% 0.1 0.1) | color:#fff;background:lab(30% 20 20)
color:#fff;background:lch(30% 40 20) | color:#fff;background:color(srgb 0 0 .5) | color:#fff;background:light-dark(navy, white)
color:#fff;background:color-mix(in srgb, navy, black) | color:#fff;--b:navy;background:var(--b) | color:#fff;background:var(--z, navy)
color:#fff;background:linear-gradient(navy, black) | color:#fff;background:conic-gradient(navy, black) | color:#fff;background:hwb(240 0% 50%)
color:#fff;background:radial-gradient(navy, black) | color:#fff;background-image:linear-gradient(90deg, navy, black)
color:#fff;background:repeating-linear-gradient(navy, black 9px) | color:#fff;background:rgb(from navy r g b)
color:#fff;background:hsl(from navy h s l) | color:#fff;background:hsl(240 100% 25%) | color:#fff;background:rgba(0,0,128,.9)
color:#fff;background:rgba(0,0,128,.01) | color:#fff;background:none | color:#fff;background:nonsense | color:#fff;background:#036 none
color:oklch(100% 0 0) | color:oklch(0% 0 0) | color:light-dark(black, white) | color:color-mix(in srgb, red, blue)
-webkit-text-fill-color:transparent | -webkit-text-fill-color:#fff | color:#fff;-webkit-text-fill-color:#000 | color:red;-webkit-text-fill-color:currentcolor
background:linear-gradient(90deg,#f00,#00f);-webkit-background-clip:text;background-clip:text;color:transparent
background:#063;-webkit-background-clip:text;color:transparent | background:#fff;-webkit-background-clip:text;color:transparent
background-clip:text;color:transparent | background:#036;background-clip:text;-webkit-text-fill-color:transparent
background:#036;background-clip:text;color:#fff | color:#fff;text-shadow:0 0 2px #000 | color:transparent;text-shadow:0 0 3px #000
color:#fff;text-shadow:0 0 2px #fff | color:#fff;-webkit-text-stroke:1px #000 | color:#fff;mix-blend-mode:difference;background:#fff
color:#fff;text-decoration:underline | letter-spacing:-50px | letter-spacing:2px | text-decoration:line-through | text-transform:uppercase
position:absolute;left:-9999px | position:fixed;top:-200em | position:relative;left:-9999px | position:relative;left:5px
display:inline-block;width:0;height:0;overflow:hidden | display:inline-block;width:1px;height:1px;overflow:hidden
display:inline-block;transform:scale(0) | display:inline-block;transform:scale(.01) | display:inline-block;scale:0
display:inline-block;transform:translateX(-9999px) | display:inline-block;translate:-9999px | display:inline-block;transform:rotateX(90deg)
display:inline-block;transform:rotateY(90deg) | display:inline-block;transform:scaleY(0) | display:inline-block;transform:rotate(3deg)
display:inline-block;clip-path:inset(50%) | display:inline-block;clip-path:circle(0) | display:inline-block;clip-path:inset(0)
display:inline-block;clip-path:polygon(0 0, 0 0, 0 0) | position:absolute;clip:rect(0 0 0 0) | position:absolute;clip:rect(0,0,0,0)
filter:opacity(0) | display:inline-block;filter:opacity(0%) | display:inline-block;filter:blur(30px) | display:inline-block;filter:none
zoom:.01 | zoom:1.2 | display:inline-block;content-visibility:hidden | display:inline-block;text-indent:-9999px
display:inline-block;text-indent:-9999px;white-space:nowrap;overflow:hidden;width:99px | margin-left:-9999px | margin-left:-2px
display:inline-block;mask-image:linear-gradient(transparent,transparent) | display:var(--none) | --n:none;display:var(--n)
--o:0;opacity:var(--o) | font-size:var(--s, 0) | color:var(--c, #fff) | background:url(missing.png) #036;color:#fff
color:#fff;background:image-set(linear-gradient(navy, navy) 1x) | color:#fff;box-shadow:inset 0 0 0 99px navy | color:#fff;outline:2px solid navy
color:#fff;background:#036;background-size:0 0 | color:#fff;color-scheme:dark | color:#fff;filter:invert(1) | all:unset | line-height:0
"""

_DIVS = """
max-height:0;overflow:hidden | height:0;overflow:hidden | height:0 | max-height:0 | width:0;overflow:hidden | height:calc(0px);overflow:hidden
max-height:1px;overflow:hidden | max-height:200px;overflow:hidden | height:0;overflow:visible | height:0;overflow:auto | height:0;overflow:clip
margin-top:-9999px | margin-left:-200vw | text-indent:-999em | text-indent:2em | position:absolute;top:-9999px | position:absolute;top:10px
position:absolute;left:150vw | position:absolute;inset:-9999px auto auto -9999px | float:left | column-count:2 | display:flex | display:grid
display:table | display:list-item | display:flow-root | display:block;opacity:0 | transform:translateY(-9999px) | transform:none
clip-path:ellipse(0 0) | clip-path:path("M0 0") | position:absolute;clip:auto | color:#fff | color:#fff;background:#036 | visibility:hidden
contain:strict;height:0 | content-visibility:auto | white-space:pre | white-space:nowrap | direction:rtl | writing-mode:vertical-rl
"""

_RULES = """
.k{display:none} | #k{display:none} | b.k{display:none} | p b{display:none} | p>b{display:none} | div b{display:none} | html b{display:none}
html body b{display:none} | body b{display:none} | :root b{display:none} | i+b{display:none} | i~b{display:none} | u+b{display:none}
b:first-child{display:none} | b:last-child{display:none} | b:only-child{display:none} | b:nth-child(2){display:none} | b:nth-child(odd){display:none}
b:nth-child(even){display:none} | b:nth-child(n+2){display:none} | b:nth-child(-n+1){display:none} | b:first-of-type{display:none}
b:last-of-type{display:none} | b:only-of-type{display:none} | b:nth-of-type(1){display:none} | b:nth-last-child(1){display:none}
b:nth-last-child(2){display:none} | b:not(.x){display:none} | b:not(.k){display:none} | b:is(.k,.x){display:none} | b:is(.x,.y){display:none}
b:where(.k){display:none} | :is(p,div) b{display:none} | p:has(b) b{display:none} | b:has(i){display:none} | b:hover{display:none} | b:empty{display:none}
b:link{display:none} | b::before{display:none} | b:before{content:"x"} | [class]{display:none} | b[class=k]{display:none} | b[class=x]{display:none}
b[class^=k]{display:none} | b[class$=x]{display:none} | b[class*=k]{display:none} | b[class~=k]{display:none} | b[class|=k]{display:none}
b[class="K" i]{display:none} | b[title]{display:none} | @media screen{.k{display:none}} | @media print{.k{display:none}} | @media all{.k{display:none}}
@media (max-width:5000px){.k{display:none}} | @media (max-width:400px){.k{display:none}} | @media (min-width:400px){.k{display:none}}
@media (min-width:5000px){.k{display:none}} | @media only screen and (max-width:600px){.k{display:none}} | @media (width>=600px){.k{display:none}}
@media (width<=400px){.k{display:none}} | @media (400px<=width<=5000px){.k{display:none}} | @media not print{.k{display:none}}
@media not all{.k{display:none}} | @media (prefers-color-scheme:dark){.k{display:none}} | @media (prefers-color-scheme:light){.k{display:none}}
@media (orientation:landscape){.k{display:none}} | @media (min-resolution:3dppx){.k{display:none}} | @media screen,print{.k{display:none}}
@supports (display:grid){.k{display:none}} | @supports (display:nonsense){.k{display:none}} | @supports not (display:grid){.k{display:none}}
@layer a{.k{display:none}} | @container (width>1px){.k{display:none}} | p{b{display:none}} | p{&>b{display:none}} | p{.x{display:none}}
.k{color:red}.k{display:none} | .k{display:none}b.k{display:inline} | b.k{display:inline}.k{display:none} | .k{display:none;display:inline}
.k{display:none!important}b.k{display:inline} | /* .k{display:none} */ | .k{/**/display/**/:/**/none} | @import url(x);.k{display:none}
.k{display:none}@media (min-width:300px){.k{display:inline}} | @font-face{font-family:x}.k{display:none} | .x,.k{display:none} | .x .k{display:none}
b{color:#fff}p{background:#036} | b{color:#fff}p:first-child{background:#036} | b{color:#fff}p:last-child{background:#036}
b{color:#fff}body{background:#036} | b{color:#fff}html{background:#036} | b{color:#fff}:root{--x:#036}p{background:var(--x)}
b{color:#fff}i+b{background:#036} | b{color:#fff}b:not(.x){background:#036} | b{color:#fff}:is(p){background:#036} | b{color:#fff}
b{color:#fff}@supports (display:grid){p{background:#036}} | b{color:#fff}@media (min-width:1px){p{background:#036}} | *{color:#fff}p{background:#036}
b{color:#fff}p:hover{background:#036} | b{color:#fff}p::before{background:#036} | b{color:#fff}@media print{p{background:#036}}
.k{display:no\\6ee} | .k{display:none | .k{{display:none}} | .k{display:none}} | }.k{display:none} | .k;{display:none} | .k{display:none;;;}
"""

_PAGES = """
<noscript>{0}</noscript> | <template>{0}</template> | <dialog>{0}</dialog> | <dialog open>{0}</dialog> | <details><summary>more</summary>{0}</details>
<details open><summary>more</summary>{0}</details> | <details><summary>{0}</summary>x</details> | <p hidden>{0}</p> | <p hidden=until-found>{0}</p>
<select><option>{0}<option>two</select> | <select><option>one<option>{0}</select> | <select><option>one<option selected>{0}</select>
<select multiple><option>one<option>{0}</select> | <select size=3><option>one<option>{0}</select> | <datalist><option>{0}</datalist>
<input value="{0}"> | <input type=hidden value="{0}"> | <textarea>{0}</textarea> | <button>{0}</button> | <object>{0}</object> | <video>{0}</video>
<canvas>{0}</canvas> | <iframe>{0}</iframe> | <s>{0}</s> | <del>{0}</del> | <ins>{0}</ins> | <sup>{0}</sup> | <sub>{0}</sub> | <q>{0}</q> | <abbr>{0}</abbr>
<ruby>{0}<rt>r</rt></ruby> | <ruby>b<rt>{0}</rt></ruby> | <ruby>b<rp>{0}</rp><rt>r</rt></ruby> | <font color=#ffffff>{0}</font> | <font size=1>{0}</font>
<table bgcolor=#003366><tr><td><font color=white>{0}</font></table> | <table><tr bgcolor=#003366><td><font color=white>{0}</font></table>
<table><tbody bgcolor=#003366><tr><td style="color:#fff">{0}</table> | <table><tbody style="display:none"><tr><td>{0}</table>
<table><tr style="visibility:collapse"><td>{0}</table> | <table><caption>{0}</caption><tr><td>x</table> | <table><tr><td rowspan=2>a<td>b<tr><td>{0}</table>
<body text=#ffffff><p>{0}</p> | <body bgcolor=#003366 text=#ffffff><p>{0}</p> | <body style="background:#036;color:#fff"><p>{0}</p> | <xmp>{0}</xmp>
<nobr>{0}</nobr> | <pre>{0}</pre> | <legend>{0}</legend> | <fieldset disabled>{0}</fieldset> | <math><mi>{0}</mi></math>
<svg width=90 height=20><text y=15>{0}</text></svg> | <p>a<!-- {0} --></p> | <script>{0}</script> | <style>{0}</style> | <title>{0}</title>
<a href="https://x.example/"><span style="color:#fff">{0}</span></a> | <p style="color:#fff"><a href="https://x.example/">{0}</a></p> | <p inert>{0}</p>
<p aria-hidden=true>{0}</p> | <div style="opacity:.2"><p style="opacity:.2">{0}</p></div> | <div style="font-size:0"><p style="font-size:14px">{0}</p></div>
<div style="visibility:hidden"><p style="visibility:visible">{0}</p></div> | <div style="display:none"><p style="display:block">{0}</p></div>
<div style="-webkit-text-fill-color:transparent"><p style="color:#000">{0}</p></div> | <div style="color:transparent"><p style="color:#000">{0}</p></div>
<div style="background:#036"><p style="color:#fff;background:transparent">{0}</p></div> | <div style="background:#036"><p style="color:#036">{0}</p></div>
"""


def _each(table: str) -> list[str]:
    return [part.strip() for line in table.strip().splitlines() for part in line.split(" | ") if part.strip()]


def techniques() -> dict[str, str]:
    """Each page by its name."""
    found: dict[str, str] = {}
    for style in _each(_SPANS):
        quoted = style.replace('"', "'")
        found[f"span {style}"] = f'<p>one <span style="{quoted}">{{0}}</span> two</p>'
    for style in _each(_DIVS):
        quoted = style.replace('"', "'")
        found[f"div {style}"] = f'<p>one</p><div style="{quoted}">{{0}}</div><p>two</p>'
    for rule in _each(_RULES):
        found[f"rule {rule}"] = f"<style>{rule.replace('{', '{{').replace('}', '}}')}</style>" + (
            '<p>one <i>two</i> <b class="k" id="k">{0}</b></p>'
        )
    for page in _each(_PAGES):
        found[f"page {page}"] = page
    return found
