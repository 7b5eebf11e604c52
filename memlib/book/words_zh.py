"""What scripts and moving figures say, in simplified Chinese; terms as in ``CONTRIBUTING.md``."""

from __future__ import annotations

from typing import Final

from memlib.figures import attention, buckets, fold, sums

#: Of exercises, and of Python in the page.
EXERCISES: Final = {
    "Your answer, in Python (Shift+Enter runs it)": "您的答案，用 Python 写（Shift+Enter 运行）",
    "Run": "运行",
    "Reset": "重置",
    "Stop": "停止",
    "Output of your answer": "您的答案的输出",
    "Starting Python …": "正在启动 Python……",
    "Running …": "正在运行……",
    "Stopped with an error.": "出错，已停止。",
    "Done.": "完成。",
    "As it was.": "已恢复原样。",
    "Stopped.": "已停止。",
    "Python could not be loaded.": "无法载入 Python。",
    "Python did not start.": "Python 没有启动。",
    "cannot load {}": "无法载入 {1}",
    "The second checker did not start.": "第二个检验程序没有启动。",
    "This browser cannot run Python. The Colab link at the top of the page can.":
        "此浏览器不能运行 Python；可以用页面顶部的 Colab 链接。",
    "To try it, {}.": "想试一试，请{1}。",
    "This check needs PyTorch: {}.": "这项检查需要 PyTorch：请{1}。",
    "open the chapter in Colab": "在 Colab 中打开本章",
    "This copy of the book was built without Python in its pages.":
        "本书的这一份在构建时没有带上网页中的 Python。",
}  # fmt: skip

#: Of the lab, while it works.
LAB: Final = {
    "Nothing is loaded yet.": "还没有载入任何东西。",
    "This browser cannot run Python. Colab can, from any chapter.":
        "此浏览器不能运行 Python；可以从任何一章打开 Colab。",
    "Building the network …": "正在构造网络……",
    "Checking every label …": "正在检验每个标签……",
    "Computing every label …": "正在计算每个标签……",
    "Checking again, in JavaScript …": "正在用 JavaScript 再检验一遍……",
    "verify.py (Python): {} [{} s]": "verify.py（Python）：{1} [{2} 秒]",
    "check.js (JavaScript): {} [{} s]": "check.js（JavaScript）：{1} [{2} 秒]",
    "every label is what the network gives": "每个标签都与网络给出的相同",
    "the network gives sequence {} another label": "网络给序列 {1} 的标签不同",
    "{} rows, {} different labels; {} tokens, up to {} per row":
        "{1} 行，{2} 种标签；{3} 个词元，每行至多 {4} 个",
    "{} words, {} different ones; {}": "{1} 个词，其中不同的有 {2} 个；{3}",
    "{} characters, {} different ones; {}": "{1} 个字符，其中不同的有 {2} 个；{3}",
    "{} bytes, {} different ones; {}": "{1} 个字节，其中不同的有 {2} 个；{3}",
    "tokens carry their place": "词元带有自己的位置",
    "window of {}": "窗口长度为 {1}",
    "{} nonzero parameters ({} places of all matrices), width {}, depth {}, longest number {} bi"
    "ts":
        "{1} 个非零参数（所有矩阵共 {2} 个位置），宽度 {3}，深度 {4}，最长的数有 {5} 比特",
    "{} bits per label; no code for arbitrary labels does with less than {}":
        "每个标签 {1} 比特；对任意标签，没有编码能少于 {2} 比特",
    "{} bits per token; no code for arbitrary tokens does with less than {}":
        "每个词元 {1} 比特；对任意词元，没有编码能少于 {2} 比特",
    "Recited to the end: equal to your text, letter by letter.": "背诵完毕：与您的文字逐字相同。",
    "Recited to the end: equal to your table, letter by letter.": "背诵完毕：与您的表逐字相同。",
    "Recited, but not your text.": "背诵了，但不是您的文字。",
    "Recited, but not your table.": "背诵了，但不是您的表。",
    "Done: {} numbers hold {} rows.": "完成：{1} 个数存下了 {2} 行。",
    "Done: {} numbers hold {} words.": "完成：{1} 个数存下了 {2} 个词。",
    "Done: {} numbers hold {} characters.": "完成：{1} 个数存下了 {2} 个字符。",
    "Done: {} numbers hold {} bytes.": "完成：{1} 个数存下了 {2} 个字节。",
    "Both checkers looked at the changed certificate.": "两个检验程序都看过了改动后的证书。",
    "Check it anywhere: python verify.py certificate.json":
        "在哪里都可以检验：python verify.py certificate.json",
}  # fmt: skip

#: Of the figure that goes through a network layer by layer.
STEPPER: Final = {
    "A network, layer by layer": "一个网络，逐层来看",
    "Input: ": "输入：",
    "x = {}, label {}": "x = {1}，标签 {2}",
    "x = {}, no label": "x = {1}，没有标签",
    "◀ Back": "◀ 上一层",
    "Next ▶": "下一层 ▶",
    "Layer": "层",
    "Layer {} of {}": "第 {1} 层，共 {2} 层",
    "After the last layer": "最后一层之后",
    "{}, stage {}: ": "{1}，第 {2} 步：",
    "bucket {}": "桶 {1}",
    "label {}": "标签 {1}",
    "no label": "没有标签",
    "key word": "键的字",
    "label word": "标签的字",
    "key": "键",
    "label": "标签",
    "place": "位置",
    "too far left": "偏左多少",
    "too far right": "偏右多少",
    "match": "匹配",
    "near": "近点",
    "far": "远点",
    "fold of near": "近点的折叠",
    "fold of far": "远点的折叠",
    "bit": "比特",
    "number so far": "已读出的数",
    "inside": "在桶内",
    "above": "上方",
    "below": "下方",
    "hit": "命中",
    "result": "结果",
    "key: {}": "键：{1}",
    "label: {}": "标签：{1}",
    "bits of the key word:   {}": "键的字的比特：  {1}",
    "bits of the label word: {}": "标签的字的比特：{1}",
    "put the point on the line.": "把点放到直线上。",
    "bucket {}: how far outside?": "桶 {1}：在外面多远？",
    "bucket {}: inside or not; add its words.": "桶 {1}：在不在里面；加上它的字。",
    "carry both words on.": "把两个字带下去。",
    "place the near and the far points.": "放好近点和远点。",
    "slot {}: compare near and far, take bit {} in.": "槽 {1}：比较近点和远点，取进第 {2} 个比特"
    "。",
    "slot {}: fold for bit {}.": "槽 {1}：为第 {2} 个比特折叠。",
    "slot {}: how far is the key from the point?": "槽 {1}：键离点有多远？",
    "slot {}: does the key match?": "槽 {1}：键相符吗？",
    "slot {}: if so, add the label.": "槽 {1}：相符时加上标签。",
    "the output.": "输出。",
    "Interactive: choose one of {} inputs and one of {} layers. A number line shows the point and "
    "the buckets; two tents show the near and the far point of the key word and of the label wor"
    "d; "
    "a table shows what every row of the layer holds. Now: {}":
        "可以操作：从 {1} 个输入和 {2} 层中各选一个。数轴上是点和桶；两个三角波显示键的字和标签"
    "的字的近点与远点；表中是这一层每一行的值。现在：{3}",
}  # fmt: skip

_NO_PYTHON = "需要网页中的 Python，而本网站的这一份或此浏览器没有。"
#: Of the figures that move.
FIGURES: Final = {
    fold.FIGURE.title: "折叠一个字",
    fold.FIGURE.point: "每折叠一次，近点和远点的距离加倍，并读出一个比特：近点在右是 1，远点在右"
    "是 0。"
    f"{fold.LENGTH} 比特的字需要 {fold.LENGTH + 2} 个有效位；位数不够时，不是某个比特先丢失，"
    "而是所有为 1 的比特一起丢失。",
    fold.FIGURE.alt: "从 0 到 1 的七条带子，自上而下：字在第一次折叠之前，以及每次折叠之后。每条"
    "带子上"
    "有一个近点（圆点）和一个远点（圆环）。它们起初挨在一起，每折叠一次距离加倍。圆点在圆环右边时"
    "读出 1，否则读出 0。",
    "the word": "字",
    "bit {} of the word": "字的第 {1} 个比特",
    "folds": "折叠次数",
    "significant bits": "有效位",
    "bit read": "读出",
    "crease": "折痕",
    "fold {}": "折叠 {1}",
    "{}: near and far stand side by side, {} apart.": "{1}：近点和远点挨在一起，相距 {2}。",
    "Fold {}: far is right of near, so bit {} is {}. Read so far: {}.":
        "第 {1} 次折叠：远点在近点右边，所以第 {2} 个比特是 {3}。已读出：{4}。",
    "Fold {}: near is right of far, so bit {} is {}. Read so far: {}.":
        "第 {1} 次折叠：近点在远点右边，所以第 {2} 个比特是 {3}。已读出：{4}。",
    "With {} significant bits near and far fall on one number: {} is read as {}.":
        "只有 {1} 个有效位时，近点和远点落在同一个数上：{2} 被读成 {3}。",
    "With {} significant bits their distance is rounded: {} is read as {}.":
        "只有 {1} 个有效位时，它们的距离被舍入：{2} 被读成 {3}。",
    sums.FIGURE.title: "会碰撞的和",
    sums.FIGURE.point: f"不加常数时，所有的和都不同。常数 {sums.PRINTED.shift} 使 aa 移动两次，"
    f"每个字母"
    "一次，而 bc 只移动一次：它们落在同一个数上。抽到的分值若有碰撞，就重新抽取。",
    sums.FIGURE.alt: "三条数轴，上面是词 aa、bc、cc 的和。第一条没有加常数，三个和分开。第二条给"
    "每个分值加上常数：aa 和 bc 落在同一处，用红环标出。第三条的分值是随机抽取的，三个和分开。",
    sums.FIGURE.needs_python: f"同时移动两个分值{_NO_PYTHON}移动一个分值或常数则不需要。",
    "score of {}": "{1} 的分值",
    "the constant": "常数",
    "Draw scores": "抽取分值",
    "sums of the scores h": "分值 h 的和",
    "sums after {} is added to each score": "每个分值加上 {1} 之后的和",
    "the repair: a = {}, b = {}, drawn from 1 to {}": "修正：a = {1}，b = {2}，从 1 到 {3} 中抽取",
    "{} of {} collided": "{2} 次中 {1} 次碰撞",
    "The constant {} moves {}. No two words collide.": "常数 {1} 使词移动：{2}。没有两个词碰撞。",
    "The constant {} moves {}. {} and {} and {} collide: one id for two words.":
        "常数 {1} 使词移动：{2}。{3}、{4}、{5} 碰撞：几个词得到同一个标识。",
    "The constant {} moves {}. {} and {} collide: one id for two words.":
        "常数 {1} 使词移动：{2}。{3} 和 {4} 碰撞：两个词得到同一个标识。",
    "{} by {}, {} by {}": "{1} 移动 {2}，{3} 移动 {4}",
    attention.FIGURE.title: "从均值到 hardmax",
    attention.FIGURE.point: "乘以 0 时，每个词元得到均值；乘数越大，越多的权重落到最大的分值上，"
    "hardmax "
    "则在并列者（a 和 d）之间平分。请打乱词元：输出跟着移动，但一个也不变。注意力看不见次序。",
    attention.FIGURE.alt: "四张卡片，词元 a、b、c、d，各有一个键、一个用来询问的数和一个值。四个"
    "箭头指向"
    "词元 a，越粗表示权重越大：a 和 d 的键最大，权重最大，b 较小，c 最小。每张卡片下面是该词元取得"
    "的值，即各值的加权平均。",
    "scores are multiplied by": "分值乘以",
    "who looks": "谁在看",
    "Shuffle": "打乱",
    "{} (mean)": "{1}（均值）",
    "{} (hardmax)": "{1}（hardmax）",
    "{} looks": "{1} 在看",
    "key {}": "键 {1}",
    "asks {}": "询问 {1}",
    "value {}": "值 {1}",
    "{} Token {} takes over {}. Outputs of {}, in its order: {}.":
        "{1}词元 {2} 取得 {3}。{4} 的输出，按其次序：{5}。",
    "Hardmax: all weight on the best.": "Hardmax：全部权重归最大者。",
    "The mean: all weights are equal.": "均值：所有权重相等。",
    "Softmax of the scores times {}.": "分值乘以 {1} 之后的 softmax。",
    buckets.FIGURE.title: "桶的取舍",
    buckets.FIGURE.point: "许多短字，查找昂贵；几个长字，读取昂贵。总和在两者之间最小；点数变为"
    "四倍时，最好的 k 变为两倍：这就是 √N。",
    buckets.FIGURE.alt: "上方：一条直线上的六个点及其标签，切成三个桶，每桶两个点；下面是每个桶"
    "的键的字和"
    "标签的字，用二进制写出。下方：五根柱子，是每桶 1、2、4、8、16 个点的网络的非零参数；查找桶"
    "的部分从左到右变小，读取字的部分变大，中间有一根最短。",
    buckets.FIGURE.hint: "拖动一个点，或用 Tab 选中它，再用方向键移动。",
    buckets.FIGURE.needs_python: f"移动几个点{_NO_PYTHON}一次移动一个点则不需要。",
    "labels of a to f": "a 到 f 的标签",
    "place of point {}": "点 {1} 的位置",
    "label of point {}": "点 {1} 的标签",
    "points per bucket": "每桶的点数",
    "N, points of the networks below": "N，下方网络的点数",
    "key words": "键的字",
    "label words": "标签的字",
    "find the bucket": "查找桶",
    "read its words": "读取它的字",
    "least at k = {}": "k = {1} 时最小",
    "nonzero parameters of networks for N = {} points": "N = {1} 个点的网络的非零参数",
    "{} bucket of {}: {} pulse to find, {} of {} bits to read. The network gives all six labels: "
    "{}.": "{1} 个桶，每桶 {2} 个点：查找用 {3} 个脉冲，读取 {4}，每槽 {5} 比特。网络给出全部六个"
    "标签：{6}。",
    "{} buckets of {}: {} pulses to find, {} of {} bits to read. The network gives all six label"
    "s: "
    "{}.": "{1} 个桶，每桶 {2} 个点：查找用 {3} 个脉冲，读取 {4}，每槽 {5} 比特。网络给出全部六个"
    "标签：{6}。",
    "{} slot": "{1} 个槽",
    "{} slots": "{1} 个槽",
    "Two points at one place: no network can give them two labels. Move one away.":
        "两个点在同一处：没有网络能给它们两个标签。请移开一个。",
}  # fmt: skip

#: In formulas.
FORMULAS: Final = {
    "and": "以及",
    "for all": "对所有",
    "if": "若",
    "otherwise,": "否则，",
    "(near)": "（近点）",
    "(far)": "（远点）",
    "parameters of": "个参数，每个",
    "bits:": "比特：",
}

WORDS: Final = {**EXERCISES, **LAB, **STEPPER, **FIGURES}
