# この言語の名前、?lang= での符号、HTMLのlang
language-name = 日本語
language-code = ja
language-html = ja

service-name = 申込受付
skip-to-content = 本文へ移動
language-switch = 言語
breadcrumb = 現在の場所
footer-service = このページは、イベントのお申し込みを受け付けるシステム「受付」で作られています。

contact = お問い合わせ

steps = お申し込みの手順
step-enter = 入力
step-check = 確認
step-done = 完了

badge-required = 必須
badge-optional = 任意
change = 変更
answer-yes = はい
answer-no = いいえ
answer-agree = 同意します
answer-ticked = 同意する
answer-none = 記入なし

reception-number = 受付番号
calendar-file = 予定表に登録する（カレンダーファイル）

demo-name = お試し
demo-means = これはお試し用のページです。メールは送られず、このパソコンの中にたまります。
demo-mailbox = たまったメールを読む
mail-file-size = { $bytes }バイト
