//! Which panels are open and how wide they are. Widths and choices are remembered in this browser.
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::HtmlElement;

use super::browser::{NARROW_PX, recall, remember};

const KEY: &str = "burnish:workspace";
/// Below this width, in CSS pixels, the files become a drawer; the same number stands in `workspace.css`.
const DRAWER_PX: u32 = 1024;

/// The three panels that have a width of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    /// Left.
    Files,
    /// Right of the editor.
    Preview,
    /// Far right.
    Assist,
}

impl Panel {
    /// Smallest and largest width and the one at first, in CSS pixels.
    pub(crate) const fn widths(self) -> (u32, u32, u32) {
        match self {
            Panel::Files => (160, 420, 208),
            Panel::Preview => (280, 960, 420),
            Panel::Assist => (280, 640, 348),
        }
    }

    const fn property(self) -> &'static str {
        match self {
            Panel::Files => "--workspace-files",
            Panel::Preview => "--workspace-preview",
            Panel::Assist => "--workspace-assist",
        }
    }
}

/// What this browser remembers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Remembered {
    files: Option<u32>,
    preview: Option<u32>,
    assist: Option<u32>,
}

/// Panels, as signals. `None` for a panel means: the width of the window decides.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// `chat`, `preview` or `code`: what a phone shows.
    pub tab: RwSignal<&'static str>,
    /// What the person chose for each panel.
    pub files: RwSignal<Option<bool>>,
    /// See `files`.
    pub preview: RwSignal<Option<bool>>,
    /// See `files`.
    pub assist: RwSignal<Option<bool>>,
    /// Whether the drawer with versions is open.
    pub versions: RwSignal<bool>,
    /// Whether a splitter is being held.
    pub dragging: RwSignal<bool>,
    /// Width of the window in CSS pixels; a desktop's until the browser says otherwise.
    window: RwSignal<u32>,
    widths: RwSignal<Remembered>,
    /// The element that carries the widths.
    pub root: NodeRef<leptos::html::Div>,
}

impl Layout {
    pub(crate) fn new() -> Self {
        Self {
            tab: RwSignal::new("chat"),
            files: RwSignal::new(None),
            preview: RwSignal::new(None),
            assist: RwSignal::new(None),
            versions: RwSignal::new(false),
            dragging: RwSignal::new(false),
            window: RwSignal::new(1440),
            widths: RwSignal::new(Remembered::default()),
            root: NodeRef::new(),
        }
    }

    /// Takes up what this browser remembers. Only in the browser, once.
    pub(crate) fn recall(self) {
        if let Some(remembered) = recall::<Remembered>(KEY) {
            self.widths.set(remembered);
        }
        let measure = move || {
            let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1440.0) as u32;
            if self.window.get_untracked() != width {
                self.window.set(width);
            }
        };
        measure();
        // A listener that is dropped stays; the document holds one workspace until it goes.
        drop(window_event_listener(leptos::ev::resize, move |_| measure()));
        ui_kit::effect(move || {
            let (widths, root) = (self.widths.get(), self.root.get());
            let Some(root) = root else { return };
            let style = HtmlElement::from(root).style();
            for (panel, width) in
                [(Panel::Files, widths.files), (Panel::Preview, widths.preview), (Panel::Assist, widths.assist)]
            {
                // Through the object model, which the content security policy allows; an attribute it would not.
                let _ = match width {
                    Some(width) => style.set_property(panel.property(), &format!("{width}px")),
                    None => style.remove_property(panel.property()).map(drop),
                };
            }
        });
    }

    /// The width of a panel in CSS pixels, as chosen or as at first.
    pub(crate) fn width(self, panel: Panel) -> u32 {
        let widths = self.widths.get();
        let chosen = match panel {
            Panel::Files => widths.files,
            Panel::Preview => widths.preview,
            Panel::Assist => widths.assist,
        };
        chosen.unwrap_or(panel.widths().2)
    }

    /// Chooses a width; it is kept within the panel's limits.
    pub(crate) fn set_width(self, panel: Panel, width: i32) {
        let (least, most, _) = panel.widths();
        let width = u32::try_from(width).unwrap_or(0).clamp(least, most);
        self.widths.update(|widths| {
            *match panel {
                Panel::Files => &mut widths.files,
                Panel::Preview => &mut widths.preview,
                Panel::Assist => &mut widths.assist,
            } = Some(width);
        });
    }

    /// Keeps the widths for the next visit.
    pub(crate) fn remember(self) {
        remember(KEY, &self.widths.get_untracked());
    }

    /// Whether a panel is on show now, by choice or by the window's width. The widths are those of `workspace.css`.
    /// Subscribes.
    pub(crate) fn is_open(self, panel: Panel) -> bool {
        let window = self.window.get();
        match panel {
            Panel::Files => self.files.get().unwrap_or(window >= DRAWER_PX),
            Panel::Assist => self.assist.get().unwrap_or(window >= 1280),
            // Where there is no room for both, the assistant stands in the preview's place.
            Panel::Preview => self.preview.get().unwrap_or(true) && (window >= 1280 || self.assist.get() != Some(true)),
        }
    }

    /// Whether one panel is on show at a time. Subscribes.
    pub(crate) fn is_narrow(self) -> bool {
        self.window.get() < NARROW_PX
    }

    /// Whether the files lie over the other panels instead of beside them. Subscribes.
    pub(crate) fn has_drawer(self) -> bool {
        self.window.get() < DRAWER_PX
    }

    /// Closes the files where they lie over other panels.
    pub(crate) fn shut_drawer(self) {
        if self.files.get_untracked() == Some(true) && untrack(|| self.has_drawer()) {
            self.files.set(Some(false));
        }
    }

    /// Opens or folds a panel.
    pub(crate) fn turn(self, panel: Panel) {
        let open = !untrack(|| self.is_open(panel));
        match panel {
            Panel::Files => self.files.set(Some(open)),
            Panel::Assist => self.assist.set(Some(open)),
            Panel::Preview => {
                self.preview.set(Some(open));
                if open && self.window.get_untracked() < 1280 {
                    self.assist.set(Some(false));
                }
            }
        }
    }

    /// Brings the assistant on show.
    pub(crate) fn show_assist(self) {
        self.tab.set("chat");
        if !untrack(|| self.is_open(Panel::Assist)) {
            self.assist.set(Some(true));
        }
    }

    /// Folds the assistant away; on a phone the code takes its place.
    pub(crate) fn shut_assist(self) {
        if untrack(|| self.is_narrow()) {
            self.tab.set("code");
        } else {
            self.assist.set(Some(false));
        }
    }

    /// Brings the editor on show.
    pub(crate) fn show_code(self) {
        self.tab.set("code");
        self.shut_drawer();
    }
}
