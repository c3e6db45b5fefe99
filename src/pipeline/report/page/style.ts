/** How the page looks: light and dark, on a wide screen, on a phone, on paper. */

/** `columns` is the number of environments: it says from which width on they stand beside each other. */
export function styleFor(columns: number): string {
  const beside = 190 + 96 * columns
  return `${colours}${page}${controls}${tables}${spots}
:root{--widest:${Math.max(1080, 280 + 230 * columns)}px}
@media(max-width:${beside - 1}px){${imagesBelow}}
@media(max-width:719px){${listsBelow}}
@media(max-width:479px){${phone}}
@media print{${paper}}
`
}

/** Each pair has a contrast of 4.5 at least, on page and sheet (WCAG 2.2, 1.4.3). */
const colours = `
:root{color-scheme:light dark;
--page:light-dark(#f6f6f4,#121418);--sheet:light-dark(#fff,#1a1d22);--text:light-dark(#1c1f24,#e5e7ea);--soft:light-dark(#5b626c,#a0a8b3);
--line:light-dark(#e2e2de,#2c3139);--edge:light-dark(#8a8f97,#737b87);--link:light-dark(#0a539c,#86bdff);
--current:light-dark(#1a6b41,#72d09a);--waits:light-dark(#0a539c,#86bdff);--held:light-dark(#824200,#f0b562);--failed:light-dark(#a81d15,#ff938b)}
:root:has(#theme-light:checked){color-scheme:light}
:root:has(#theme-dark:checked){color-scheme:dark}
`

const page = `
*{box-sizing:border-box}
html{background:var(--page);color:var(--text);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:20px clamp(12px,2.2vw,32px) 40px;max-width:var(--widest);overflow-wrap:anywhere}
header{display:flex;gap:8px 24px;justify-content:space-between;align-items:flex-start;flex-wrap:wrap;margin-bottom:16px}
h1{font-size:20px;line-height:1.25;margin:0;letter-spacing:-.01em}
h2{font-size:15px;margin:32px 0 8px}
p{margin:0}
header p,footer,.soft,.path{color:var(--soft)}
footer{margin-top:32px;font-size:12px}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
code{font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
[hidden]{display:none!important}
:focus-visible,.unseen:focus-visible+label{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
#images:focus{outline:none}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px;background:var(--sheet);padding:4px 10px}
.skip:focus{left:12px;top:6px;z-index:3}
.notice{border-left:3px solid;padding:2px 10px;margin:0 0 14px}
.notice a{color:inherit;font-weight:600}
.none{color:var(--soft)}
`

const controls = `
.controls{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin-bottom:12px}
.choice{display:flex;flex-wrap:wrap;border:1px solid var(--edge);border-radius:6px;padding:0;margin:0;position:relative;background:var(--sheet)}
.choice label{padding:3px 11px;cursor:pointer;border-radius:5px;color:var(--soft);white-space:nowrap}
.choice b{font-weight:600;font-variant-numeric:tabular-nums}
.choice :checked+label{background:var(--text);color:var(--sheet)}
.theme{font-size:12px}
#finder{display:flex;gap:8px;align-items:center;flex:0 1 auto}
#finder label,#told{color:var(--soft)}
#told{white-space:nowrap;font-variant-numeric:tabular-nums}
input[type=search]{font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--edge);border-radius:6px;padding:3px 9px;width:18em;max-width:100%;min-width:0}
::placeholder{color:var(--soft);opacity:1}
main:has(#state-waits:checked) .images tbody:not(.waits),
main:has(#state-held:checked) .images tbody:not(.held),
main:has(#state-failed:checked) .images tbody:not(.failed),
main:has(#state-unknown:checked) .images tbody:not(.unknown){display:none}
`

const tables = `
table{border-collapse:separate;border-spacing:0;width:100%;background:var(--sheet);border:1px solid var(--line);border-radius:8px}
th,td{text-align:left;vertical-align:top;padding:7px 10px;border-top:1px solid var(--line);font-weight:400}
.list th{min-width:7.5em}
.list thead th{white-space:nowrap;min-width:0}
thead th{border-top:0;color:var(--soft);font-size:12px;font-weight:600;background:var(--sheet);border-radius:8px}
.images thead th{position:sticky;top:0;z-index:1;border-bottom:1px solid var(--line);border-radius:8px 8px 0 0}
.images tbody:nth-of-type(1) tr:first-child>*,.list tbody tr:first-child>*{border-top:0}
.list thead th{border-bottom:1px solid var(--line);border-radius:8px 8px 0 0}
tbody th[scope=rowgroup]{font-weight:600;min-width:8.5em}
.path{display:block;font-weight:400;font-size:12px}
.at{display:none}
.more td{border-top:0;padding-top:0}
ul{list-style:none;margin:0;padding:0}
.more>td>ul{border-left:2px solid var(--line);padding-left:10px;display:grid;grid-template-columns:fit-content(11em) fit-content(14em) minmax(0,1fr);gap:6px 16px;font-size:13px}
.more>td>ul>li{display:grid;grid-template-columns:subgrid;grid-column:1/-1}
.more b{font-weight:600}
.gates{display:grid;gap:2px}
`

/** A sign has its words beside it, so colour is never alone. */
const spots = `
.spot{display:flex;flex-wrap:wrap;gap:1px 6px;align-items:baseline}
.spot+.spot{margin-top:6px}
.spot .soft,.list .soft{font-size:12px}
.spot>.soft{flex-basis:100%}
.to{white-space:normal}
.to::before{content:"\\2192\\a0";color:var(--soft)}
.waits>.to code,.held>.to code{font-weight:600}
.sign,.spot>a{font-size:12px;white-space:nowrap}
time{white-space:nowrap}
.sign::before{margin-right:.35em;content:"\\25CB"}
.current.sign,.current>.sign,.passed>.sign{color:var(--current)}
.current.sign::before,.current>.sign::before,.passed>.sign::before{content:"\\2713"}
.waits>.sign,.waiting>.sign{color:var(--waits)}
.waits>.sign::before,.waiting>.sign::before{content:"\\25D4"}
.held.sign,.held>.sign,.notice.held{color:var(--held)}
.held.sign::before,.held>.sign::before{content:"\\2016"}
.failed.sign,.failed>.sign,.notice.failed{color:var(--failed)}
.failed.sign::before,.failed>.sign::before{content:"\\2715"}
.unknown.sign,.unknown>.sign{color:var(--soft)}
.sign a{color:inherit}
.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.pin::before{content:"\\25C6"!important}
`

const below = `display:block;border:0;padding:0`

/** A card an image. */
const imagesBelow = `
.images{background:none;border:0}
.images,.images tbody{display:block}
.images thead{display:none}
.images tbody{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:9px 12px 10px;margin-bottom:8px}
.images tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:8px 16px}
.images th,.images td{${below}}
.images th{grid-column:1/-1}
.images td:empty{display:none}
.images .at{display:block;font-size:12px;font-weight:400;color:var(--soft)}
.images .more{display:block;margin-top:10px}
.images .said{position:static;clip-path:none}
`

const listsBelow = `
.list thead{display:none}
.list,.list tbody,.list tr{display:block}
.list th,.list td{${below};margin-top:2px}
.list tr{padding:9px 12px;border-top:1px solid var(--line)}
.list tr:first-child{border-top:0}
.list td:empty{display:none}
.list .at{display:inline;font-size:12px;font-weight:400;color:var(--soft);margin-right:.5em}
.list .at+div{display:inline}
`

const phone = `
.images tr{grid-template-columns:1fr;gap:6px}
.images td:not(:empty,[colspan]){display:grid;grid-template-columns:6.5em 1fr;gap:10px}
.more>td>ul{grid-template-columns:minmax(0,1fr);gap:9px}
.more>td>ul>li{gap:1px}
#finder{flex:1 1 100%}
#finder input{flex:1}
`

const paper = `
:root{color-scheme:light}
html{background:none;font-size:11px}
body{padding:0;max-width:none}
.controls,.theme,.skip{display:none}
.images thead th{position:static}
tbody,tr,.more li{break-inside:avoid}
`
