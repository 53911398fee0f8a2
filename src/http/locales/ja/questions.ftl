badge-required-if = 当てはまる方は必須
question-when = 「{ $question }」で「{ $answers }」と答えた方だけ、お答えください。
question-when-any = 「{ $question }」で、どれかを選んだ方だけ、お答えください。
question-when-or = 」か「
date-hint = 例：令和8年10月15日、2026年10月15日
number-at-least = { $least }以上の数字をご記入ください。
number-at-most = { $most }までの数字をご記入ください。
number-between = { $least }から{ $most }までの数字をご記入ください。
choices-at-least = { $least }つ以上お選びください。
choices-at-most = { $most }つまで選べます。
choices-between = { $least }つから{ $most }つまでお選びください。
choice-left = 残り{ $left }
choice-none-left = 残りはありません

address-postal-code = 郵便番号
address-postal-code-hint = 7桁の数字です。
address-prefecture = 都道府県
address-city = 市区町村
address-street = 町名・番地
address-building = 建物名・部屋番号

file-hint = { $types }のファイルを1つ、{ $size }まで送れます。
file-types-or = 、
file-words = { $name }（{ $size }）
file-chosen = 送ったファイル：{ $file }
file-remove = このファイルを取り消す
file-replace = ほかのファイルに替えるときだけ、もう一度お選びください。

fault-empty-file = 「{ $label }」のファイルを選んでください。
fault-postal-code = { $label }は、7桁の数字で入力してください。
fault-number-small = { $label }は、{ $limit }以上の数字を入力してください。
fault-number-large = { $label }は、{ $limit }以下の数字を入力してください。
fault-few-chosen = 「{ $label }」は、{ $limit }つ以上選んでください。
fault-many-chosen = 「{ $label }」は、{ $limit }つまで選べます。選んだものを減らしてください。
fault-file-empty = 「{ $label }」のファイルの中身が空です。別のファイルを選んでください。
fault-file-large = 「{ $label }」のファイルが大きすぎます。{ $limit }までのファイルを選んでください。
fault-file-type = 「{ $label }」のファイルは、受け付けられる種類ではありません。書かれている種類のファイルを選んでください。
fault-file-gone = 「{ $label }」のファイルを、もう一度選んでください。時間がたったため、前に送ったファイルは使えなくなりました。

fault-file-later = 「{ $label }」のファイルは、いま受け取れません。しばらくしてからもう一度選ぶか、お問い合わせ先へご相談ください。
