done-title = お申し込みが完了しました | { $event }
done-heading = お申し込みを受け付けました
done-next = これからのこと
done-next-mail = 受付番号を書いた確認のメールを、ご記入のアドレスへお送りします。
done-next-no-mail = メールが届かなくても、お申し込みは成立しています。
done-next-bring = 当日は、受付で受付番号かお名前をお伝えください。
done-next-wait = 空きが出たときは、お申し込みの順にメールでご案内します。
done-next-print = 受付番号を書きとめるか、このページを印刷しておくと安心です。
done-manage = 申込確認ページを開く
done-manage-means = 申込確認ページでは、内容を見たり、お申し込みを取り消したりできます。このページは、ほかの人に教えないでください。

standing-confirmed = 参加が確定しています
standing-confirmed-means = お席をご用意しました。当日お待ちしております。
standing-joined = 参加が確定しています（会社のお席）
standing-joined-means = 同じ会社の方がすでにお申し込みでしたので、その会社のお席に加わっていただきました。新しい席は使っていません。
standing-waitlisted = キャンセル待ちです
standing-waitlisted-means = まだ席は確保できていません。空きが出たときに、お申し込みの順にメールでお知らせします。
standing-position = いまの順番は{ $position }番目です。
standing-withdrawn = 取り消し済みです
standing-withdrawn-means = このお申し込みは取り消されています。もう一度参加を希望されるときは、新しくお申し込みください。
standing-cancelled = この回は開催を中止しました
standing-cancelled-means = 都合により、この回は開催されません。申し訳ございません。くわしくは、下のお問い合わせ先へおたずねください。
standing-over = 終了しました
standing-over-means = この回は終了しました。ありがとうございました。

manage-title = 申込確認ページ | { $event }
manage-heading = 申込確認ページ
manage-change = 内容を変更する
manage-withdraw = お申し込みを取り消す
manage-event-page = イベントのページを見る
notice-withdrawn = お申し込みを取り消しました。確認のメールをお送りします。
notice-changed = 変更を保存しました。

withdraw-title = お申し込みの取り消し | { $event }
withdraw-heading = お申し込みを取り消しますか
withdraw-seat = 取り消すと、お席はほかの方にご案内します。元に戻すことはできません。
withdraw-waiting = 取り消すと、キャンセル待ちの順番はなくなります。元に戻すことはできません。
withdraw-button = 取り消す
withdraw-back = 取り消さずに戻る

unsubscribe-title = お知らせメールの停止
unsubscribe-means = { $organization }からのお知らせやアンケート、ご招待のメールを、このアドレスあてに送らないようにします。
unsubscribe-own-mail = お申し込みの確認や、日時・会場の変更など、お申し込みに必要なメールはこれまでどおり届きます。
unsubscribe-button = お知らせメールを止める
unsubscribe-stopped = お知らせメールを止めました
unsubscribe-stopped-means = { $organization }からのお知らせのメールは、このアドレスには届かなくなります。
unsubscribe-again = もう一度受け取る
unsubscribe-resumed = { $organization }からのお知らせのメールが、また届くようになりました。
