events-title = 申し込みできるイベント
events-heading = イベントの一覧
events-intro = お申し込みになりたいイベントの名前を選んでください。
events-none = ただいま、ご案内できるイベントはありません。
events-more-sessions = ほかの開催回（{ $number }回）を見る
event-for-organizer = 主催：{ $name }

event-dates = 開催日
event-dates-several = { $from }から{ $to }まで
event-places = 会場

event-audience = 対象
event-cost = 費用
event-free = 無料
event-how = 申込方法
event-how-live = 下の「開催回」から、参加したい回の「申し込む」を押してください。
event-how-not-live = ただいま、このページからお申し込みいただける回はありません。
event-over = このイベントは終わりました。ありがとうございました。
event-how-phone = お電話でも承ります。
event-sessions = 開催回
event-only-session = 空き状況とお申し込み
event-months = 月を選ぶ
event-past = 終わった開催回（{ $number }回）
event-applied = すでにお申し込みの方へ
event-applied-means = お申し込みの内容を見たり、変更したり、取り消したりするときは、確認のメールのリンクからお進みください。
event-lost-link = 申込確認ページのリンクをなくした方

session = 開催回
session-when = 日時
session-where = 会場
session-online = オンライン（インターネットで参加）
session-join = 参加用のページを開く
session-seats = 空き状況
session-counted = { $when }の状況
session-period = 申込期間
session-opens = { $when }から受け付けます
session-closes = { $when }まで
session-closes-never = 席がなくなるまで
session-apply = 申し込む
session-apply-waitlist = キャンセル待ちに申し込む
session-waitlist-means = 満席です。空きが出たときに、お申し込みの順にご案内します。
session-not-open-means = 受付が始まると、ここからお申し込みいただけます。
session-full-means = 満席のため、受付を終わりました。空きが出ると、また申し込めるようになります。
session-closed-means = お申し込みの受付は終わりました。
session-cancelled-means = この回は、都合により開催を中止しました。申し訳ございません。くわしくは、下のお問い合わせ先へおたずねください。

status-not-open = 受付前
status-open = 受付中
status-full = 満席
status-waitlist = キャンセル待ち受付中
status-closed = 受付終了
status-cancelled = 開催中止
status-over = 終了

seats-left-person = 残り{ $left }席（定員{ $capacity }名）
seats-left-company = 残り{ $left }社（定員{ $capacity }社）
seats-full-person = 満席（定員{ $capacity }名）
seats-full-company = 満席（定員{ $capacity }社）
capacity-person = 定員{ $capacity }名
capacity-company = 定員{ $capacity }社
waiting-number = { $waiting ->
    [0] キャンセル待ちの方はいません
   *[other] キャンセル待ち{ $waiting }組
}
seats-draw-person = 定員{ $capacity }名（抽選）
seats-draw-company = 定員{ $capacity }社（抽選）
seats-selection-person = 定員{ $capacity }名（選考）
seats-selection-company = 定員{ $capacity }社（選考）

rehearsal = リハーサル
rehearsal-means = これはリハーサルです。ここで申し込んでも、本番の申込にはなりません。あとで、すべて消えます。
