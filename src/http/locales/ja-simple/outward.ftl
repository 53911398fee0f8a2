# 外に向けたもの：団体のページ、フィード、ちらし
events-of = { $name }のイベント
event-flyer = 紙に印刷（いんさつ）できるちらしを開く（PDF）
feeds = 新しいイベントを知る
feed-rss = RSS
feed-json = JSON Feed
feed-calendar = カレンダー（iCalendar）
