//! The place where the next page begins.
//!
//! A cursor says the order, the key and the id of the last listing that was shown, and a mark of the list it belongs to:
//! `n1763636400000000-018f…-9c1e22b0`. It holds nothing that the page did not show, so it is not signed; what does not
//! fit is refused.
use kernel::{Cursor, ListingId};
use market_contract::{Browse, MarketError};
use uuid::Uuid;

use crate::rules::Order;

/// Longest cursor that is looked at: a name of 80 characters in hex, with room for long ones.
const MAX_CHARS: usize = 1_000;

/// What the last listing of a page is ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// A time in microseconds, a count, a price, a rank or a score.
    Number(i64),
    /// A name as it is sorted.
    Text(String),
}

/// After which listing a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub key: Key,
    pub id: ListingId,
}

pub(crate) fn write(place: &Place, order: Order, ask: &Browse) -> Cursor {
    let key = match &place.key {
        Key::Number(number) => number.to_string(),
        Key::Text(text) => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
    };
    Cursor(format!("{}{key}.{}.{:08x}", letter(order), place.id.uuid().simple(), mark(ask)))
}

/// Reads the cursor of a question, if it has one.
pub(crate) fn read(ask: &Browse, order: Order) -> Result<Option<Place>, MarketError> {
    match &ask.after {
        None => Ok(None),
        Some(Cursor(text)) if text.is_empty() => Ok(None),
        Some(Cursor(text)) => parse(text, order, ask).map(Some).ok_or(MarketError::BadCursor),
    }
}

fn parse(text: &str, order: Order, ask: &Browse) -> Option<Place> {
    if text.len() > MAX_CHARS || !text.is_ascii() {
        return None;
    }
    let rest = text.strip_prefix(letter(order))?;
    let mut parts = rest.split('.');
    let (key, id, list) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || u32::from_str_radix(list, 16).ok()? != mark(ask) {
        return None;
    }
    let key = if order == Order::Name { Key::Text(unhex(key)?) } else { Key::Number(key.parse().ok()?) };
    Some(Place { key, id: ListingId::from_uuid(Uuid::try_parse(id).ok()?) })
}

fn unhex(text: &str) -> Option<String> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
    String::from_utf8(bytes?).ok().filter(|name| !name.contains('\0'))
}

const fn letter(order: Order) -> char {
    match order {
        Order::Newest => 'n',
        Order::Popular => 'u',
        Order::Price => 'p',
        Order::Name => 'a',
        Order::Featured => 'f',
        Order::Score => 's',
    }
}

/// FNV-1a over everything that decides which listings are in the list; two lists rarely share a mark, and then nothing
/// worse happens than a page that begins in the middle.
fn mark(ask: &Browse) -> u32 {
    let parts = [
        ask.query.trim().to_lowercase(),
        ask.kind.map_or("", |kind| kind.as_str()).to_owned(),
        ask.category.clone().unwrap_or_default(),
        ask.tag.clone().unwrap_or_default(),
        ask.capability.clone().unwrap_or_default(),
        ask.max_price_cents.map(|cents| cents.to_string()).unwrap_or_default(),
        ask.min_rating.map(|stars| stars.to_string()).unwrap_or_default(),
        ask.tab.as_str().to_owned(),
    ];
    let mut hash = 0x811c_9dc5_u32;
    for part in parts {
        // The byte between parts cannot be in one: control characters were taken out.
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ListingId {
        "018f0000-0000-7000-8000-000000000001".parse().unwrap()
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for (order, key) in [
            (Order::Newest, Key::Number(1_763_636_400_000_000)),
            (Order::Price, Key::Number(0)),
            (Order::Score, Key::Number(-3)),
            (Order::Name, Key::Text("wärme & licht.".into())),
            (Order::Name, Key::Text(String::new())),
        ] {
            let ask = Browse { query: "Board".into(), ..Browse::default() };
            let place = Place { key, id: id() };
            let ask = Browse { after: Some(write(&place, order, &ask)), ..ask };
            assert_eq!(read(&ask, order), Ok(Some(place)));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let ask = Browse::default();
        let place = Place { key: Key::Number(7), id: id() };
        let Cursor(good) = write(&place, Order::Newest, &ask);
        let with = |after: &str, ask: &Browse| Browse { after: Some(Cursor(after.into())), ..ask.clone() };
        let other_list = Browse { tag: Some("csv".into()), ..Browse::default() };
        assert_eq!(read(&with(&good, &other_list), Order::Newest), Err(MarketError::BadCursor));
        assert_eq!(read(&with(&good, &ask), Order::Price), Err(MarketError::BadCursor));
        for bad in ["n", "x7", "n7", "n7.zz.00000000", &good.replace('7', "x"), &format!("{good}.1"), "n'; drop", "né"]
        {
            assert_eq!(read(&with(bad, &ask), Order::Newest), Err(MarketError::BadCursor), "{bad}");
        }
        assert_eq!(read(&with("", &ask), Order::Newest), Ok(None));
    }
}
