# 外に向けたもの：団体のページ、フィード、ちらし
events-of = { $name }の イベント
event-flyer = 紙に 印刷（いんさつ）できる ちらしを 開く（PDF）
feeds = 新しい イベントを 知る
feed-rss = RSS
feed-json = JSON Feed
feed-calendar = カレンダー（iCalendar）
