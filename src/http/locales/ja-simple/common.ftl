# The name of this language, its code in ?lang=, and HTML's lang.
# The folder is called after the nearest tag that the loader can read; what is missing here is said in Japanese.
# How it is written: docs/decisions.md, やさしい日本語.
language-name = やさしい日本語
language-code = easy
language-html = ja

service-name = イベントの申し込み（もうしこみ）
skip-to-content = 本文（ほんぶん）へ行く
language-switch = ことば
breadcrumb = 今いるページ
footer-service = このページは「受付（うけつけ）」というシステムで作りました。「受付」は、イベントの申し込み（もうしこみ）をするシステムです。

contact = 質問があるとき

steps = 申し込み（もうしこみ）の順番（じゅんばん）
step-enter = 書く
step-check = 見直す（みなおす）
step-done = 終わり

badge-required = かならず答える
badge-optional = 答えなくてもいい
change = 直す（なおす）
answer-yes = はい
answer-no = いいえ
answer-agree = いいです
answer-ticked = いいです
answer-none = 何も書いていません

reception-number = 受付番号（うけつけばんごう）
calendar-file = カレンダーに入れる

demo-name = 練習（れんしゅう）
demo-means = これは練習（れんしゅう）のページです。メールは送りません。メールは、このパソコンの中に残（のこ）ります。
demo-mailbox = メールを読む
mail-file-size = { $bytes }バイト

mailbox = メール
mailbox-means = メールを送る準備（じゅんび）ができていません。これは、送るはずだったメールです。
mailbox-empty = メールは、まだありません。
column-subject = 題名（だいめい）
column-recipient = だれに
column-caught = いつ
mail-text = メールの文
mail-html = HTMLのメール
mail-html-alone = HTMLだけを見る
mail-attachments = いっしょに送るファイル

pages = ページ
pages-next = 次のページ
