// The README of an evidence folder: what lies in it, how to verify it without us, and what it does not prove.
import type { SignedHead } from '../signing/signing.js';
import { encodeBase64 } from '../transparency/index.js';

export interface ReadmeFacts {
  readonly origin: string;
  readonly scope: string;
  readonly head: SignedHead;
  readonly vkeys: readonly string[];
  /** Documents that are named but could not be added. */
  readonly absent: readonly string[];
  /** How many time stamps of the checkpoint lie in the folder. */
  readonly timestamps: number;
}

const absentLines = (absent: readonly string[], zh: string, en: string): string =>
  absent.length === 0
    ? ''
    : `\n**${zh} / ${en}**\n\n${absent.map((sha256) => `- \`${sha256}\``).join('\n')}\n`;

const stampLines = (timestamps: number): string =>
  timestamps === 0
    ? ''
    : `
**时间戳 / time stamps (RFC 3161)**: ${timestamps}

\`timestamps/N.tsr\` 是外部机构对 \`timestamps/N.checkpoint\` 的时间戳；核验用从别处取得的机构证书 / is an outside authority's stamp on it; verify with its certificate from elsewhere:

    openssl ts -verify -in timestamps/N.tsr -data timestamps/N.checkpoint -CAfile CA.pem
    sunledger verify --bundle . --tsa-ca CA.pem

`;

export const evidenceReadme = ({
  origin,
  scope,
  head,
  vkeys,
  absent,
  timestamps,
}: ReadmeFacts): string => `# 证据包 / Evidence

- 台账 / ledger: \`${origin}\`
- 范围 / scope: \`${scope}\`
- 检查点 / checkpoint: ${head.size} 个事件 / events, \`${encodeBase64(head.root)}\`, ${head.signedAt}
- 公钥 / public keys:
${vkeys.map((vkey) => `  - \`${vkey}\``).join('\n')}
${absentLines(absent, '下列文件被记录提及，但未能附上', 'These documents are named but could not be added')}
${stampLines(timestamps)}## 怎样核验

1. 用任何浏览器打开本文件夹中的 \`verify.html\`（不需要网络）。记录与证明已在页面内；要连同文件一起核验，把整个文件夹拖进页面。
2. 或在命令行：\`sunledger verify --bundle 本文件夹 --vkey 公钥\`。
3. **公钥请从别处取得**（公示栏、报纸、见证人），与上面逐字核对。公钥若只来自本文件夹，核验只说明各部分彼此相符。

\`proofs/\` 是 C2SP tlog-proof，其他实现也可核验：叶为 \`events/\` 中同号文件的原始字节。
\`disclosures/\` 是未公开字段的披露（RFC 9901）；未附披露的字段只有摘要。

**不能证明的**：没有遗漏。清单之外是否还有相关事件，只有核对整个日志才能知道。\`README.md\` 与 \`verify.html\` 不是证据：存疑时请用另行取得的程序核验。

## How to verify

1. Open \`verify.html\` in any browser (no network is needed). Records and proofs are inside the page; drop the whole folder on it to verify the documents as well.
2. Or: \`sunledger verify --bundle THIS-FOLDER --vkey KEY\`.
3. **Get the public key from somewhere else** (the notice board, a newspaper, a witness) and compare every character. A key that comes only from this folder shows no more than that its parts agree.

\`proofs/\` holds C2SP tlog-proofs that other implementations verify as well; the leaf is the exact bytes of the file of the same number in \`events/\`.
\`disclosures/\` holds what the digests of non-public fields stand for (RFC 9901); a field without one is withheld.

**Not proved**: that nothing was left out. Whether other events belong to it only the whole log can tell. \`README.md\` and \`verify.html\` are no evidence: when in doubt, verify with a program from elsewhere.
`;
