//! Small components.
use kernel::Timestamp;
use leptos::prelude::*;

/// An icon from the sprite `public/icons.svg`. It is decoration: give the control around it a name.
#[component]
pub fn Icon(
    /// The symbol's id.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! {
        <svg class="kit-icon" aria-hidden="true">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}

/// What went wrong or well, in a box that screen readers announce.
#[component]
pub fn Banner(
    /// `stop`, `warn`, `ok` or `info`.
    #[prop(into)]
    state: String,
    /// What to say.
    children: Children,
) -> impl IntoView {
    let (icon, role) = match state.as_str() {
        "stop" => ("error", "alert"),
        "warn" => ("alert", "alert"),
        "ok" => ("ok", "status"),
        _ => ("info", "status"),
    };
    view! {
        <div class="kit-banner" data-state=state role=role>
            <Icon name=icon />
            <div>{children()}</div>
        </div>
    }
}

/// The message that the last form left, if it left one.
#[component]
pub fn NoticeBanner() -> impl IntoView {
    crate::visitor().notice.filter(|notice| !notice.message.is_empty()).map(|notice| {
        view! { <Banner state=if notice.is_error { "stop" } else { "ok" }>{notice.message}</Banner> }
    })
}

/// A moment, for people and for machines.
#[component]
pub fn Time(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    view! { <time datetime=at.iso()>{at.plain()}</time> }
}

/// Nothing there yet, and what to do about it.
#[component]
pub fn Empty(
    /// A symbol of the sprite.
    #[prop(into)]
    icon: String,
    /// What is missing.
    #[prop(into)]
    title: String,
    /// What to do: text and buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="kit-empty">
            <Icon name=icon />
            <h2>{title}</h2>
            {children()}
        </div>
    }
}

/// A person as a coloured disc with their initials. The colour follows from the name, so it is the same everywhere.
#[component]
pub fn Avatar(
    /// Their display name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let initials: String = name.split_whitespace().take(2).filter_map(|word| word.chars().next()).collect();
    let initials = if initials.chars().count() < 2 { name.chars().take(2).collect() } else { initials };
    view! {
        <span class="kit-avatar" data-person=person_colour(&name).to_string() aria-hidden="true">
            {initials.to_uppercase()}
        </span>
    }
}

/// One of the eight colours for people, 1 to 8.
pub fn person_colour(name: &str) -> u32 {
    name.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte))) % 8 + 1
}

/// Bytes for people: `812 B`, `3.4 kB`, `12 MB`.
pub fn plain_bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..10_000 => format!("{} kB", tenths(bytes, 1_000)),
        10_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..10_000_000 => format!("{} MB", tenths(bytes, 1_000_000)),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// `value` in `unit`s with one digit behind the point, rounded. Whole numbers throughout, so that nothing here has to
/// format a float.
pub fn tenths(value: u64, unit: u64) -> String {
    let tenths = value.saturating_mul(10).saturating_add(unit / 2) / unit;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `1 file`, `2 files`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Money in nano-dollars for the ledger line: `$0.00`, `$0.0031`, `$1.20`.
pub fn plain_nanodollars(nano: i64) -> String {
    let sign = if nano < 0 { "-" } else { "" };
    let nano = nano.unsigned_abs();
    let (unit, digits) = if nano == 0 || nano >= 1_000_000_000 { (10_000_000, 2) } else { (100_000, 4) };
    let rounded = nano.saturating_add(unit / 2) / unit;
    let whole = 10_u64.pow(digits);
    format!("{sign}${}.{:0width$}", rounded / whole, rounded % whole, width = digits as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(
            [812, 3_400, 12_345, 4_194_304, 12_000_000].map(plain_bytes),
            ["812 B", "3.4 kB", "12 kB", "4.2 MB", "12 MB"]
        );
        assert_eq!([9_949, 9_950, 1_000].map(|bytes| tenths(bytes, 1_000)), ["9.9", "10.0", "1.0"]);
        assert_eq!(
            [0, 3_100_000, 1_200_000_000, 49_999, 50_000, -3_100_000, 999_999_999].map(plain_nanodollars),
            ["$0.00", "$0.0031", "$1.20", "$0.0000", "$0.0001", "-$0.0031", "$1.0000"]
        );
        assert_eq!(count(1, "file", "files"), "1 file");
        assert_eq!(count(0, "file", "files"), "0 files");
    }
}
