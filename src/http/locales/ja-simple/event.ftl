events-title = 申し込む（もうしこむ）ことができるイベント
events-heading = イベントのリスト
events-intro = 行きたいイベントの名前を押（お）してください。
events-none = 今、イベントはありません。
events-more-sessions = ほかの回（かい）を見る（{ $number }回）
event-for-organizer = イベントをする人：{ $name }

event-dates = いつ
event-dates-several = { $from }から{ $to }まで
event-places = どこで
event-audience = だれが来ることができますか
event-cost = お金
event-free = お金はいりません（無料（むりょう））
event-how = 申し込み（もうしこみ）のしかた
event-how-live = 行きたい日の「申し込む（もうしこむ）」を押（お）してください。
event-how-not-live = 今、このページから申し込む（もうしこむ）ことはできません。
event-over = このイベントは、終わりました。
event-how-phone = 電話でも申し込むことができます。
event-sessions = イベントの日
event-only-session = 席（せき）と申し込み（もうしこみ）
event-months = 月を選ぶ（えらぶ）
event-past = 終わったイベント（{ $number }回（かい））
event-applied = もう申し込みをした人へ
event-applied-means = 申し込んだことを見る、直（なお）す、やめるときは、メールの中のリンクを押（お）してください。
event-lost-link = メールのリンクがわからない人は、ここを押（お）してください

session = 回（かい）
session-when = いつ
session-where = どこで
session-online = オンライン（インターネットで見ます）
session-join = イベントに入るページを開く
session-seats = 席（せき）
session-counted = { $when }に調（しら）べました
session-period = 申し込み（もうしこみ）の期間（きかん）
session-opens = { $when }から申し込むことができます
session-closes = { $when }まで
session-closes-never = 席（せき）がなくなるまで
session-apply = 申し込む（もうしこむ）
session-apply-waitlist = キャンセル待ち（まち）に申し込む（もうしこむ）
session-waitlist-means = 今、席（せき）がありません。「キャンセル待ち（まち）」に申し込むことができます。だれかがやめて席があいたとき、申し込んだ順番（じゅんばん）に連絡（れんらく）します。
session-not-open-means = まだ申し込む（もうしこむ）ことができません。始まったら、ここから申し込むことができます。
session-full-means = 席（せき）がありません。だれかがやめたら、また申し込む（もうしこむ）ことができます。
session-closed-means = 申し込み（もうしこみ）は終わりました。
session-cancelled-means = この回（かい）は中止（ちゅうし）です。すみません。質問があるときは、下の電話やメールで聞いてください。

status-not-open = まだです
status-open = 申し込めます（もうしこめます）
status-full = 席（せき）がありません
status-waitlist = キャンセル待ち（まち）ができます
status-closed = もう申し込めません（もうしこめません）
status-cancelled = 中止（ちゅうし）
status-over = 終わりました

seats-left-person = あと{ $left }人（にん）（ぜんぶで{ $capacity }人）
seats-left-company = あと{ $left }社（しゃ）（ぜんぶで{ $capacity }社）
seats-full-person = 席（せき）がありません（ぜんぶで{ $capacity }人）
seats-full-company = 席（せき）がありません（ぜんぶで{ $capacity }社（しゃ））
capacity-person = ぜんぶで{ $capacity }人（にん）
capacity-company = ぜんぶで{ $capacity }社（しゃ）
waiting-number = { $waiting ->
    [0] キャンセル待ち（まち）の人は、いません。
   *[other] キャンセル待ち（まち）の申し込み（もうしこみ）は、{ $waiting }つです。
}
seats-draw-person = { $capacity }人（くじで決めます）
seats-draw-company = { $capacity }社（くじで決めます）
seats-selection-person = { $capacity }人（申し込みを読んで選びます）
seats-selection-company = { $capacity }社（申し込みを読んで選びます）

rehearsal = れんしゅう
rehearsal-means = これは練習（れんしゅう）です。ここで送っても、申し込みになりません。
