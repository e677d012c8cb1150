/** The look of the report on screen and on paper. The font is the reader's own: the file brings no resource. */
export const reportStyle = `
:root{--bg:#f6f7f9;--surface:#fff;--sunken:#eef0f3;--border:#d9dde3;--ink:#16191f;--ink-2:#4a5261;--accent:#1f5fbf;--good:#00734f;--good-soft:#e2f4ec;--bad:#b3440a;--bad-soft:#fdeee4;--none-soft:#eef0f3;color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:13px/1.45 'Inter Variable',Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:24px}
header h1{font-size:20px;letter-spacing:-.015em;margin:0 0 4px}
header p{margin:0 0 16px;color:var(--ink-2)}
section{background:var(--surface);border:1px solid var(--border);border-radius:6px;padding:16px;margin:0 0 16px}
h2{font-size:15px;margin:0 0 8px}h3{font-size:13px;margin:16px 0 4px}
p{margin:0 0 8px;max-width:92ch}
.verdict{border-left:4px solid #667085}.verdict.adopt,.verdict.split{border-left-color:var(--good)}.verdict.roll-back{border-left-color:var(--bad)}
.verdict h2{font-size:20px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:8px 0 16px;font-size:12px;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
caption{text-align:left;font-style:italic;padding:4px 0;color:var(--ink-2)}
th,td{padding:4px 8px;text-align:right;vertical-align:top;font-weight:400}
thead th{color:var(--ink-2);border-bottom:1px solid var(--ink);vertical-align:bottom}
.numbers td{white-space:nowrap;padding:4px 6px}.numbers thead th{padding:4px 6px}.numbers tbody th{min-width:108px}.numbers td.text{white-space:normal;min-width:150px}
.reasons td:nth-child(2){width:215px}.reasons th[scope=row]{white-space:nowrap}
tbody th,.text{text-align:left}
tr.group th{background:var(--bg);font-weight:600}
tr.base th,tr.base td{color:var(--ink-2)}
.best{font-weight:650}
.chip{display:inline-block;padding:1px 7px;border-radius:9px;background:var(--none-soft);color:var(--ink-2);}
.chip.better{background:var(--good-soft);color:var(--good)}.chip.worse{background:var(--bad-soft);color:var(--bad)}
.settings th{white-space:nowrap;padding-right:16px;color:var(--ink-2)}.settings td{text-align:left;overflow-wrap:anywhere}
figure{margin:0 0 16px;break-inside:avoid}figcaption{margin-bottom:4px}figcaption b{display:block}figcaption span{color:var(--ink-2)}
svg{max-width:100%;height:auto;font-family:inherit}
.note{color:var(--ink-2);font-size:12px}
code,.mono{font-family:ui-monospace,'JetBrains Mono',monospace;font-size:11px;overflow-wrap:anywhere}
ul{padding-left:18px;margin:4px 0 8px}li{margin:0 0 4px;max-width:100ch}
.why{display:block;font-weight:400;color:var(--ink-2);max-width:110ch}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 24px}.pair figure{min-width:0}
.card{break-inside:avoid;border-top:1px solid var(--border);padding:4px 0 6px}.card:first-of-type{border-top:0}
.formula{display:flex;flex-wrap:wrap;gap:4px 24px;margin:4px 0 8px;font-size:14px}.formula math{font-family:'Cambria Math','STIX Two Math','Latin Modern Math',math,serif}
dt{font-weight:600;margin-top:8px}dd{margin:0}
@page{size:A4;margin:14mm 12mm}
@media print{body{background:#fff;font-size:9pt}main{max-width:none;padding:0}section{border:0;padding:0;margin:0 0 14pt}.verdict{border-left:4px solid;padding-left:10pt}
h2,h3,caption{break-after:avoid}thead{display:table-header-group}tr{break-inside:avoid}tr.group{break-after:avoid}tr.base{break-before:avoid}.page{break-before:page}.scroll{overflow:visible}
table{font-size:7.5pt}th,td{padding:2pt 3pt}.numbers{font-size:6.8pt}.numbers td,.numbers thead th{padding:2pt 2.5pt}.numbers tbody th{min-width:62pt}.numbers td.text{min-width:76pt}.chip{border-radius:4pt;padding:1px 4px}.reasons td:nth-child(2){width:92pt}.numbers tbody{break-inside:avoid}dt{break-after:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.trim();
