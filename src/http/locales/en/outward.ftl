# For the outside: pages of organizations, feeds, flyers
events-of = Events of { $name }
event-flyer = Open the flyer (PDF, A4)
feeds = Get news of new events
feed-rss = RSS
feed-json = JSON Feed
feed-calendar = Calendar (iCalendar)
