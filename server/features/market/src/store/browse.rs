//! The list: one statement for a page, its counts and its total.
//!
//! The statement's text depends on which filters are set, not on their values, so each shape is prepared once per
//! connection and its plan is reused. The last row carries the counts instead of a listing.
use kernel::{Fault, ListingId, Timestamp};
use market_contract::{Browse, Category, ListingCard, ListingKind, ListingState, MAX_COUNTED, PAGE_SIZE, Rating, Tab};
use sqlx::{PgPool, Postgres, QueryBuilder, Row, postgres::PgRow};
use uuid::Uuid;

use crate::{
    cursor::{Key, Place},
    rules::{Counts, Order, is_rolled_up, only_free},
};

/// A page as it came from the database; one listing more than a page when there is another page.
#[derive(Debug)]
pub(crate) struct Found {
    pub cards: Vec<(ListingCard, Place)>,
    pub counts: Counts,
    /// Absent when the roll-up knows it.
    pub counted: Option<u64>,
}

const CARD: &str =
    "listing_id, card, uses, rating_mean, rating_count, (extract(epoch from published_at) * 1000000)::bigint";

const NO_CARD: &str = "null::uuid, null::text, null::bigint, null::real, null::integer, null::bigint";

const COUNTS: &str = "(select string_agg(line, E'\n') from listing_counts where n > 0), \
                      (select string_agg(line, E'\n' order by position) from listing_categories)";

/// What parts the fields of `published_listings.card`.
const FIELD_END: char = '\u{1f}';

/// One page of approved listings. `groups` are the words of the search, as [`crate::search`] made them.
pub(crate) async fn browse(
    public: &PgPool,
    ask: &Browse,
    order: Order,
    groups: &[String],
    after: Option<&Place>,
) -> Result<Found, Fault> {
    let mut query = QueryBuilder::new("");
    if order == Order::Score {
        push_matches(&mut query, ask, groups);
    }
    query
        .push("select ")
        .push(CARD)
        .push(", ")
        .push(key_column(order))
        .push(", null::text, null::bigint from (select * from ");
    if order == Order::Score {
        query.push("matches");
        push_place(&mut query, order, after, " where ");
    } else {
        query.push("published_listings");
        let next = push_filters(&mut query, ask, groups);
        push_place(&mut query, order, after, next);
    }
    push_order(&mut query, order);
    query
        .push(" limit ")
        .push(PAGE_SIZE + 1)
        .push(") page union all select ")
        .push(NO_CARD)
        .push(", ")
        .push(COUNTS)
        .push(", ");
    if is_rolled_up(ask) {
        query.push("null::bigint");
    } else if order == Order::Score {
        query.push("(select count(*) from matches)");
    } else {
        query.push("(select count(*) from (select from published_listings");
        push_filters(&mut query, ask, groups);
        query.push(" limit ").push(MAX_COUNTED + 1).push(") counted)");
    }

    let mut rows = query.build().fetch_all(public).await?;
    let last = rows.pop().ok_or_else(|| Fault::new("a page of the marketplace came without its counts"))?;
    let counts = counts_of(last.try_get(6)?, last.try_get(7)?)?;
    let counted: Option<i64> = last.try_get(8)?;
    let cards = rows.iter().map(|row| card_of(row, order)).collect::<Result<_, Fault>>()?;
    Ok(Found { cards, counts, counted: counted.map(i64::unsigned_abs) })
}

/// The most used matches with their score: how well the words fit, a little more for what is much used, and names that
/// are or begin with the search before all others.
fn push_matches(query: &mut QueryBuilder<Postgres>, ask: &Browse, groups: &[String]) {
    let name = ask.query.trim().to_lowercase();
    // Each function of the search stands in a `select` of its own, so that it runs once and not for every match.
    query
        .push("with matches as materialized (select *, (1000000 * (")
        .push("ts_rank('{0.05,0.2,0.5,1}', search, (select app.listing_query(")
        .push_bind(groups.to_vec())
        .push("))) * (1 + 0.1 * ln(1 + uses)) + case when name_norm = (select app.plain(")
        .push_bind(name.clone())
        .push(")) then 10 when starts_with(name_norm, (select app.plain(")
        .push_bind(name)
        .push("))) then 1 else 0 end))::bigint as score from (select * from published_listings");
    push_filters(query, ask, groups);
    query.push(" order by uses desc, listing_id desc limit ").push(MAX_COUNTED).push(") most_used) ");
}

/// Answers what joins the next condition.
fn push_filters(query: &mut QueryBuilder<Postgres>, ask: &Browse, groups: &[String]) -> &'static str {
    let mut joint = " where ";
    let mut next = |query: &mut QueryBuilder<Postgres>, condition: &str| {
        query.push(joint).push(condition);
        joint = " and ";
    };
    if !ask.query.trim().is_empty() {
        next(query, "search @@ (select app.listing_query(");
        query.push_bind(groups.to_vec()).push("))");
    }
    if let Some(kind) = ask.kind {
        next(query, "kind = ");
        query.push_bind(kind.as_str());
    }
    if let Some(category) = &ask.category {
        next(query, "category = ");
        query.push_bind(category.clone());
    }
    if let Some(tag) = &ask.tag {
        next(query, "tags @> ");
        query.push_bind(vec![tag.clone()]);
    }
    if let Some(capability) = &ask.capability {
        next(query, "capabilities @> ");
        query.push_bind(vec![capability.clone()]);
    }
    if only_free(ask) {
        next(query, "price_cents = 0");
    } else if let Some(most) = ask.max_price_cents {
        next(query, "price_cents <= ");
        query.push_bind(most);
    }
    if let Some(least) = ask.min_rating {
        next(query, "rating_mean >= ");
        query.push_bind(f32::from(least));
    }
    if ask.tab == Tab::Featured {
        // Said for the order by rank too: its index holds the featured ones only.
        next(query, "featured_rank is not null");
    }
    joint
}

fn push_place(query: &mut QueryBuilder<Postgres>, order: Order, after: Option<&Place>, joint: &str) {
    let Some(Place { key, id }) = after else { return };
    let (column, sign) = match order {
        Order::Newest => ("published_at", "<"),
        Order::Popular => ("uses", "<"),
        Order::Price => ("price_cents", ">"),
        Order::Name => ("name_norm", ">"),
        Order::Featured => ("featured_rank", ">"),
        Order::Score => ("score", "<"),
    };
    query.push(joint).push("(").push(column).push(", listing_id) ").push(sign).push(" (");
    match key {
        Key::Text(text) => query.push_bind(text.clone()),
        Key::Number(micros) if order == Order::Newest => {
            // A double holds microseconds of this age exactly.
            query.push("to_timestamp(").push_bind(*micros as f64).push(" / 1e6)")
        }
        Key::Number(rank) if order == Order::Featured => query.push_bind(i32::try_from(*rank).unwrap_or(i32::MAX)),
        Key::Number(number) => query.push_bind(*number),
    };
    query.push(", ").push_bind(id.uuid()).push(")");
}

fn push_order(query: &mut QueryBuilder<Postgres>, order: Order) {
    query.push(match order {
        Order::Newest => " order by published_at desc, listing_id desc",
        Order::Popular => " order by uses desc, listing_id desc",
        Order::Price => " order by price_cents, listing_id",
        Order::Name => " order by name_norm, listing_id",
        Order::Featured => " order by featured_rank, listing_id",
        Order::Score => " order by score desc, listing_id desc",
    });
}

/// What the page needs beyond the card to say where the next one begins.
const fn key_column(order: Order) -> &'static str {
    match order {
        Order::Newest | Order::Popular | Order::Price => "null::text",
        Order::Name => "name_norm",
        Order::Featured => "featured_rank::text",
        Order::Score => "score::text",
    }
}

/// Columns by number, because looking up their names in each row is what a page would mostly do.
fn card_of(row: &PgRow, order: Order) -> Result<(ListingCard, Place), Fault> {
    let uses: i64 = row.try_get(2)?;
    let rating_count: i32 = row.try_get(4)?;
    let published: i64 = row.try_get(5)?;
    let mut fields = row.try_get::<&str, _>(1)?.split(FIELD_END);
    let mut next = || fields.next().ok_or_else(|| Fault::new("the card of a listing ends early"));
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let card = ListingCard {
        id: ListingId::from_uuid(row.try_get::<Uuid, _>(0)?),
        state: ListingState::Approved,
        kind: super::kind_of(next()?)?,
        slug: next()?.to_owned(),
        name: next()?.to_owned(),
        summary: next()?.to_owned(),
        creator: next()?.to_owned(),
        price_cents: next()?.parse()?,
        category: next()?.to_owned(),
        project_kind: given(next()?),
        language: given(next()?),
        accent: next()?.to_owned(),
        file_count: next()?.parse()?,
        is_example: next()? == "1",
        uses: (uses > 0).then_some(uses.unsigned_abs()),
        rating: rating(row.try_get(3)?, rating_count),
        published_at: Some(Timestamp::from_micros(published)),
    };
    let told: Option<String> = row.try_get(6)?;
    let key = match (order, told) {
        (Order::Popular, _) => Key::Number(uses),
        (Order::Price, _) => Key::Number(card.price_cents),
        (Order::Name, Some(name)) => Key::Text(name),
        (Order::Featured | Order::Score, Some(number)) => Key::Number(number.parse()?),
        _ => Key::Number(published),
    };
    let place = Place { key, id: card.id };
    Ok((card, place))
}

pub(super) fn rating(mean: Option<f32>, count: i32) -> Option<Rating> {
    mean.filter(|_| count > 0).map(|mean| Rating { mean, count: count.unsigned_abs() })
}

fn counts_of(rows: Option<&str>, categories: Option<&str>) -> Result<Counts, Fault> {
    let rows = rows
        .into_iter()
        .flat_map(str::lines)
        .map(|line| {
            let parts: Vec<&str> = line.split('\t').collect();
            let [kind, category, price, n] = parts[..] else {
                return Err(Fault::new("the counts of the marketplace cannot be read"));
            };
            Ok((super::kind_of(kind)?, category.to_owned(), price == "free", n.parse()?))
        })
        .collect::<Result<_, Fault>>()?;
    let categories = categories
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| {
            let mut parts = line.split('\t').map(str::to_owned);
            Some(Category { slug: parts.next()?, name: parts.next()?, icon: parts.next()?, count: 0 })
        })
        .collect();
    Ok(Counts { rows, categories })
}

/// Categories with their counts, without any listing.
pub(crate) async fn categories(public: &PgPool, within: Option<ListingKind>) -> Result<Vec<Category>, Fault> {
    let row = QueryBuilder::<Postgres>::new("select ").push(COUNTS).build().fetch_one(public).await?;
    Ok(counts_of(row.try_get(0)?, row.try_get(1)?)?.categories(within))
}

/// For each word the twelve words of listings that look most like it, the nearest first.
pub(crate) async fn near_words(public: &PgPool, words: &[String]) -> Result<Vec<(String, Vec<String>)>, Fault> {
    let rows = sqlx::query!(
        r#"select given.word as "given!",
             array(select w.word from listing_words w order by w.word <-> app.plain(given.word) limit 12) as "near!"
           from unnest($1::text[]) as given (word)"#,
        words,
    )
    .fetch_all(public)
    .await?;
    Ok(rows.into_iter().map(|row| (row.given, row.near)).collect())
}
