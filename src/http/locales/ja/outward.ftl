# 外に向けたもの：団体のページ、フィード、ちらし
events-of = { $name }のイベント
event-flyer = ちらしを開く（PDF、A4）
feeds = 新しいイベントのお知らせを受け取る
feed-rss = RSS
feed-json = JSON Feed
feed-calendar = カレンダー（iCalendar）
