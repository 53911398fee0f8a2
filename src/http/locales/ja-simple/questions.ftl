badge-required-if = 当てはまる（あてはまる）人は、必ず（かならず）書きます
question-when = 「{ $question }」で「{ $answers }」と答えた人だけ、書いてください。
question-when-any = 「{ $question }」で、何かを選んだ（えらんだ）人だけ、書いてください。
question-when-or = 」か「
date-hint = 例（れい）：2026年10月15日
number-at-least = { $least }か、それより大きい数を書いてください。
number-at-most = { $most }か、それより小さい数を書いてください。
number-between = { $least }から{ $most }までの数を書いてください。
choices-at-least = { $least }つか、それより多く選んで（えらんで）ください。
choices-at-most = { $most }つまで選ぶ（えらぶ）ことができます。
choices-between = { $least }つから{ $most }つまで選んで（えらんで）ください。
choice-left = あと{ $left }
choice-none-left = もうありません

address-postal-code = 郵便番号（ゆうびんばんごう）
address-postal-code-hint = 数字が7つの番号（ばんごう）です。
address-prefecture = 都道府県（とどうふけん）
address-city = 市区町村（しくちょうそん）
address-street = 町の名前と番地（ばんち）
address-building = 建物（たてもの）の名前と部屋（へや）の番号（ばんごう）

file-hint = ファイルを1つ送ることができます。種類（しゅるい）：{ $types }。大きさ：{ $size }まで。
file-types-or = 、
file-words = { $name }（{ $size }）
file-chosen = 送ったファイル：{ $file }
file-remove = このファイルをやめます
file-replace = ほかのファイルにしたい人だけ、もう一度選んで（えらんで）ください。

fault-empty-file = 「{ $label }」のファイルを選んで（えらんで）ください。
fault-postal-code = { $label }は、数字を7つ書いてください。
fault-number-small = { $label }は、{ $limit }か、それより大きい数を書いてください。
fault-number-large = { $label }は、{ $limit }か、それより小さい数を書いてください。
fault-few-chosen = 「{ $label }」は、{ $limit }つか、それより多く選んで（えらんで）ください。
fault-many-chosen = 「{ $label }」は、{ $limit }つまでです。少なく（すくなく）してください。
fault-file-empty = 「{ $label }」のファイルの中に何もありません。ほかのファイルを選んで（えらんで）ください。
fault-file-large = 「{ $label }」のファイルが大きすぎます。{ $limit }までのファイルを選んで（えらんで）ください。
fault-file-type = 「{ $label }」のファイルの種類（しゅるい）がちがいます。書いてある種類（しゅるい）のファイルを選んで（えらんで）ください。
fault-file-gone = 「{ $label }」のファイルを、もう一度選んで（えらんで）ください。前のファイルは、時間がたったので使うことができません。
