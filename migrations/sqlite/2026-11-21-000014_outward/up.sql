-- How an organization shows itself: its colour, its logo, and whose web sites may embed its forms.
CREATE TABLE organization_brands (
    organization_id BLOB NOT NULL PRIMARY KEY,
    colour TEXT,
    embed_origins TEXT NOT NULL,
    logo BLOB,
    logo_type TEXT CHECK (logo_type IN ('png', 'jpg')),
    logo_hash TEXT,
    logo_width INTEGER,
    logo_height INTEGER,
    updated_at TEXT NOT NULL
) STRICT;

-- An event's image in the two sizes in which it is shown, and what it shows in words.
CREATE TABLE event_images (
    event_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    alternative TEXT NOT NULL,
    hash TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    page BLOB NOT NULL,
    preview BLOB NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (event_id, organization_id)
) STRICT;
