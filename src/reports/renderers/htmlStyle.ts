// How a report looks in a browser and printed from it. Colours keep WCAG AA contrast (4.5:1 for text) by day and by night.

const LIGHT = `--ink:#1b1b1b;--paper:#ffffff;--soft:#f3f4f6;--rule:#8a8f98;--quiet:#52575f;--link:#0b4f9e;--warn:#7a1020;--warn-paper:#fdf0f1;--s:#9b1226;--m:#8a4b00;--l:#1d5e2f`;
const DARK = `--ink:#e9eaec;--paper:#16181c;--soft:#23262c;--rule:#737982;--quiet:#b3b8c0;--link:#8fc1ff;--warn:#ffb3bd;--warn-paper:#3a1a1f;--s:#ff9aa8;--m:#f2b872;--l:#8fdba5`;

/** The whole style sheet; nothing is fetched. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{background:var(--paper)}
body{margin:0 auto;max-width:64rem;padding:1rem 1.25rem 4rem;color:var(--ink);background:var(--paper);font:1.0625rem/1.75 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
header h1{font-size:1.9rem;line-height:1.35;text-align:center;margin:.6rem 0 .3rem}
.under{text-align:center;margin:0}
.marking{display:flex;gap:.5rem;justify-content:flex-end;flex-wrap:wrap;margin:0;padding:0;list-style:none;font-size:.9rem}
.marking li{border:1.5px solid var(--rule);padding:0 .6rem;border-radius:.2rem}
.halted,.warning{border:2px solid var(--warn);background:var(--warn-paper);color:var(--ink);padding:.6rem .9rem}
.statement{border-left:.3rem solid var(--rule);padding:.1rem .8rem;margin:.6rem 0}
.top{display:grid;grid-template-columns:1fr auto;gap:1.25rem;align-items:start;margin:1.2rem 0}
.qr{margin:0;text-align:center;font-size:.9rem;justify-self:center}
.qr svg{display:block;width:9.5rem;height:9.5rem;background:#fff}
h2{font-size:1.4rem;margin:2.4rem 0 .8rem;line-height:1.4}h3{font-size:1.2rem;margin:1.8rem 0 .6rem}h4,h5{font-size:1.05rem;margin:1.4rem 0 .5rem}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.95rem;line-height:1.5}
caption{text-align:left;font-weight:700;padding:.3rem 0}
caption small{display:block;font-weight:400;color:var(--quiet)}
th,td{border:1px solid var(--rule);padding:.35rem .55rem;vertical-align:middle;text-align:left;overflow-wrap:break-word}
.scroll td{min-width:4.5em}
thead th{background:var(--soft);text-align:center;min-width:3.5em}
.facts td,.facts code,footer code{overflow-wrap:anywhere}
.evidence td code{white-space:nowrap}
tbody th{background:var(--soft);font-weight:400;width:12rem}
tfoot td{font-weight:700;background:var(--soft)}
.right{text-align:right;white-space:nowrap}.center{text-align:center}
.short{white-space:nowrap}
code{font-family:ui-monospace,"Noto Sans SC",monospace;font-size:.88em}
.marks{font-size:.72em;color:var(--quiet);margin:0 .3em;white-space:nowrap}
.note{color:var(--quiet);font-size:.92rem}
figure{margin:1.2rem 0}figcaption{font-weight:700;margin-bottom:.4rem}
footer dd{min-width:0}
figure svg{width:100%;height:auto;font-family:inherit}
.picture{overflow-x:auto}.picture svg{min-width:34rem}
.finding{border:1px solid var(--rule);padding:.2rem .9rem .9rem;margin:1rem 0}
.finding h4,.finding h3{margin:.7rem 0}
.sev{border:1.5px solid currentColor;border-radius:.2rem;padding:0 .4rem;margin-right:.5rem;font-size:.9em}
.sev-S{color:var(--s)}.sev-M{color:var(--m)}.sev-L{color:var(--l)}
.sign{break-inside:avoid;margin-top:2.5rem}
.sign dl{display:grid;grid-template-columns:1fr 1fr;gap:2.2rem 2rem;margin:1.5rem 0}
.sign div{display:grid;grid-template-columns:auto 1fr;gap:.8rem .5rem;align-items:end}
.sign dt{grid-column:1}.sign dd{margin:0;border-bottom:1px solid var(--ink);min-height:1.6em}
footer{border-top:1px solid var(--rule);margin-top:3rem;font-size:.9rem;color:var(--quiet)}
footer dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem .8rem}footer dd{margin:0}
.watermark{display:none}
@media (prefers-color-scheme:dark){
 .ink{fill:var(--ink)}.grid{stroke:#3a3f47}.axis,.arrow{stroke:#b3b8c0}
 .step-done{fill:#1d2f42;stroke:#8fc1ff}.step-missing{fill:none;stroke:#b3b8c0}.step-flagged{fill:#3a1a1f;stroke:#ff9aa8}
 .series-1{fill:#5c9ddb;stroke:#8fc1ff}.series-2{fill:#7a4a12;stroke:#f2b872}.series-3{fill:#2c6a40;stroke:#8fdba5}.series-4{fill:#5d3561;stroke:#e0b3e4}
 .line-1{stroke:#8fc1ff}.line-2{stroke:#f2b872}.line-3{stroke:#8fdba5}.line-4{stroke:#e0b3e4}
}
@media (max-width:40rem){.top{grid-template-columns:1fr}.sign dl{grid-template-columns:1fr}tbody th{width:auto}}
@media print{
 :root{color-scheme:light;${LIGHT}}
 @page{size:A4;margin:24mm 20mm 20mm;@bottom-center{content:counter(page) " / " counter(pages);font-size:9pt}}
 .evidence td code{white-space:normal;overflow-wrap:anywhere}
 html,body{background:none}
 body{max-width:none;padding:0;font:11pt/1.6 "Noto Serif SC","Songti SC",SimSun,serif}
 table{font-size:9pt}thead{display:table-header-group}tr,figure,.finding{break-inside:avoid}h2,h3,h4,caption{break-after:avoid}
 .scroll{overflow:visible}details,.skip{display:none}a{color:inherit;text-decoration:none}
 .watermark{display:block;position:fixed;top:42%;left:0;right:0;text-align:center;font-size:84pt;font-weight:700;color:#f0f0f0;transform:rotate(-35deg);z-index:-1}
}
`.replace(/\n\s*/g, '');
