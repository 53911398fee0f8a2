-- How an organization shows itself: its colour, its logo, and whose web sites may embed its forms.
CREATE TABLE organization_brands (
    organization_id uuid NOT NULL PRIMARY KEY,
    colour text,
    embed_origins json NOT NULL,
    logo bytea,
    logo_type text CHECK (logo_type IN ('png', 'jpg')),
    logo_hash text,
    logo_width integer,
    logo_height integer,
    updated_at timestamptz NOT NULL
);

-- An event's image in the two sizes in which it is shown, and what it shows in words.
CREATE TABLE event_images (
    event_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    alternative json NOT NULL,
    hash text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    page bytea NOT NULL,
    preview bytea NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, organization_id)
);
