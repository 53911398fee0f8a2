done-title = 申し込み（もうしこみ）ができました | { $event }
done-heading = 申し込み（もうしこみ）ができました
done-next = このあと
done-next-mail = メールを送ります。メールに、受付番号（うけつけばんごう）が書いてあります。
done-next-no-mail = メールが来なくても、申し込みはできています。
done-next-bring = イベントの日は、受付番号か名前を言ってください。
done-next-wait = 席（せき）があいたら、申し込んだ順番（じゅんばん）に、メールで連絡（れんらく）します。
done-next-print = 受付番号を紙に書いてください。または、このページを印刷（いんさつ）してください。
done-manage = 私の申し込みのページを開く
done-manage-means = このページで、申し込んだことを見ることができます。申し込みをやめることもできます。このページのアドレスを、ほかの人に教えないでください。

standing-confirmed = 席（せき）があります
standing-confirmed-means = あなたの席があります。イベントに来てください。
standing-joined = 席（せき）があります（会社の席）
standing-joined-means = 同じ会社の人が、もう申し込んで（もうしこんで）います。あなたは、その会社の席に入りました。
standing-waitlisted = キャンセル待ち（まち）です
standing-waitlisted-means = 席（せき）は、まだありません。だれかがやめて席があいたら、申し込んだ順番（じゅんばん）に、メールで連絡（れんらく）します。
standing-position = あなたは、今{ $position }番目（ばんめ）です。
standing-withdrawn = 申し込み（もうしこみ）をやめました
standing-withdrawn-means = あなたは、この申し込みをやめました。やっぱり行きたいときは、もう一度申し込んでください。
standing-cancelled = このイベントは、しません
standing-cancelled-means = このイベントは、中止（ちゅうし）になりました。すみません。質問があるときは、下の電話やメールで聞いてください。
standing-over = 終わりました
standing-over-means = このイベントは終わりました。ありがとうございました。

manage-title = 私の申し込み（もうしこみ）のページ | { $event }
manage-heading = 私の申し込み（もうしこみ）のページ
manage-change = 書いたことを直す（なおす）
manage-withdraw = 申し込み（もうしこみ）をやめる
manage-event-page = イベントのページを見る
notice-withdrawn = 申し込み（もうしこみ）をやめました。メールを送ります。
notice-changed = 直（なお）しました。

withdraw-title = 申し込み（もうしこみ）をやめる | { $event }
withdraw-heading = 申し込み（もうしこみ）をやめますか
withdraw-seat = やめると、あなたの席（せき）はなくなります。ほかの人がその席を使います。あとで戻（もど）すことはできません。
withdraw-waiting = やめると、あなたの順番（じゅんばん）はなくなります。あとで戻（もど）すことはできません。
withdraw-button = やめる
withdraw-back = やめないで戻る（もどる）

unsubscribe-title = お知らせのメールを止める
unsubscribe-means = { $organization }から来るお知らせのメールを、止めることができます。
unsubscribe-own-mail = あなたの申し込み（もうしこみ）のメールは、これからも来ます。
unsubscribe-button = お知らせのメールを止める
unsubscribe-stopped = お知らせのメールを止めました
unsubscribe-stopped-means = { $organization }から、お知らせのメールは来ません。
unsubscribe-again = もう一度、メールをもらう
unsubscribe-resumed = { $organization }から、お知らせのメールがまた来ます。
