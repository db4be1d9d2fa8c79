//! One layer of a payload: text that is looked through, undone, and handed on to the next.
//!
//! Text flows through the layers in pieces, so that escapes and base64 are decoded once, and
//! memory is bounded whatever the payload's size. A layer below exists only while there are
//! escapes to undo, or a `data:` URI to read.

use std::collections::BTreeSet;

use super::bytes::Transcoder;
use super::data_uri::{DataUris, Progress};
use super::unescape::unescape;
use super::window::{Window, drop_front, words_into};
use super::{MOST_LAYERS, Needles, Unreadable};
use crate::field::text::fold_into;

/// What all layers of one search share.
pub(super) struct Search<'n> {
    needles: &'n Needles,
    window: usize,
    overlap: usize,
    pub found: BTreeSet<usize>,
}

impl<'n> Search<'n> {
    /// A search that takes `window` bytes at a time, and sees `overlap` bytes of them again.
    pub fn new(needles: &'n Needles, window: usize, overlap: usize) -> Self {
        Self { needles, window, overlap, found: BTreeSet::new() }
    }

    pub fn window(&self) -> usize {
        self.window
    }
}

/// Text of one depth, and what is decoded of it.
#[derive(Debug)]
pub(super) struct Layer {
    depth: u8,
    raw: String,
    /// How much of `raw` has been looked through and unescaped.
    done: usize,
    /// How much of `raw` has been searched for `data:` URIs.
    read: usize,
    folded: Window,
    words: Window,
    decoded: String,
    below: Option<Box<Layer>>,
    /// What the layer below has to do with the text that is read now.
    flow: Flow,
    uris: DataUris,
    embedded: Option<Box<Embedded>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    /// Nothing: without escapes it would only see the same again.
    Dry,
    /// It gets all text, as there were escapes lately.
    Running,
    /// It got one more piece, for values that an escape is only the beginning of.
    Ebbing,
}

/// The body of a `data:` URI.
#[derive(Debug)]
struct Embedded {
    transcoder: Transcoder,
    text: String,
    layer: Layer,
}

impl Layer {
    pub fn new(depth: u8) -> Self {
        Self {
            depth,
            raw: String::new(),
            done: 0,
            read: 0,
            folded: Window::default(),
            words: Window::default(),
            decoded: String::new(),
            below: None,
            flow: Flow::Dry,
            uris: DataUris::default(),
            embedded: None,
        }
    }

    /// Takes more text.
    pub fn push(&mut self, text: &str, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.raw.push_str(text);
        if self.raw.len() - self.done < search.window {
            return Ok(());
        }
        self.process(false, search)
    }

    /// Says that no more text follows.
    pub fn finish(&mut self, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.process(true, search)?;
        match &mut self.below {
            Some(below) if self.flow != Flow::Dry => below.finish(search),
            _ => Ok(()),
        }
    }

    fn process(&mut self, last: bool, search: &mut Search<'_>) -> Result<(), Unreadable> {
        let seen = self.done;
        self.pass_on(last, search)?;
        self.look_through(seen, last, search);
        self.read_uris(last, search)?;
        let dropped = drop_front(&mut self.raw, self.done.min(self.read));
        self.done -= dropped;
        self.read -= dropped;
        Ok(())
    }

    /// Undoes escapes, and hands the outcome to the layer below.
    fn pass_on(&mut self, last: bool, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.decoded.clear();
        let text = self.raw.get(self.done..).unwrap_or_default();
        let step = unescape(text, last, &mut self.decoded);
        self.done += step.consumed;
        if !step.changed && self.flow == Flow::Dry {
            return Ok(());
        }
        if self.depth >= MOST_LAYERS {
            return if step.hides { Err(Unreadable::TooDeep) } else { Ok(()) };
        }
        let below = self.below.get_or_insert_with(|| Box::new(Self::new(self.depth + 1)));
        if self.flow == Flow::Dry {
            below.restart_after(&self.folded);
        }
        below.push(&self.decoded, search)?;
        self.flow = match self.flow {
            _ if step.changed || below.is_inside_uri() => Flow::Running,
            Flow::Running => Flow::Ebbing,
            Flow::Ebbing | Flow::Dry if last => Flow::Ebbing,
            Flow::Ebbing | Flow::Dry => {
                below.settle(search)?;
                if below.is_inside_uri() { Flow::Running } else { Flow::Dry }
            }
        };
        Ok(())
    }

    /// Looks through what has gathered here and below.
    fn settle(&mut self, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.process(false, search)?;
        match &mut self.below {
            Some(below) if self.flow != Flow::Dry => below.settle(search),
            _ => Ok(()),
        }
    }

    /// Folds what is new, and looks for the needles in it.
    fn look_through(&mut self, from: usize, last: bool, search: &mut Search<'_>) {
        let before = self.folded.text.len();
        fold_into(self.raw.get(from..self.done).unwrap_or_default(), &mut self.folded.text);
        if search.needles.words.longest() > 0 {
            let new = self.folded.text.get(before..).unwrap_or_default();
            words_into(new, &mut self.words.text);
            search.needles.scan_words(self.words.view(last), &mut search.found);
            self.words.keep(search.overlap);
        }
        search.needles.scan(self.folded.view(last), &mut search.found);
        self.folded.keep(search.overlap);
    }

    fn read_uris(&mut self, last: bool, search: &mut Search<'_>) -> Result<(), Unreadable> {
        let mut decoded = Vec::new();
        loop {
            let text = self.raw.as_bytes().get(self.read..).unwrap_or_default();
            match self.uris.step(text, last, &mut decoded) {
                Progress::Outside(taken) => {
                    self.read += taken;
                    return Ok(());
                }
                Progress::Begins(taken) => {
                    self.read += taken;
                    self.embedded = Some(Box::new(Embedded::new(self.depth)?));
                }
                Progress::Inside(taken) => {
                    self.read += taken;
                    return self.embedded.as_mut().map_or(Ok(()), |e| e.push(&decoded, search));
                }
                Progress::Ends(taken) => {
                    self.read += taken;
                    if let Some(mut embedded) = self.embedded.take() {
                        embedded.push(&decoded, search)?;
                        embedded.finish(search)?;
                    }
                    decoded.clear();
                }
            }
        }
    }

    /// Begins anew, as if it had read all up to the end of what the layer above has folded.
    fn restart_after(&mut self, above: &Window) {
        *self = Self { below: self.below.take(), ..Self::new(self.depth) };
        self.folded.restart_like(above);
        self.words.restart_like(above);
        self.raw.push_str(&above.text);
    }

    fn is_inside_uri(&self) -> bool {
        self.uris.is_inside()
            || (self.flow != Flow::Dry && self.below.as_ref().is_some_and(|b| b.is_inside_uri()))
    }
}

impl Embedded {
    /// The body of a URI in text of this depth. One more than the most layers is let be, since
    /// a URI that stands in plain text is seen again at each depth.
    fn new(depth: u8) -> Result<Self, Unreadable> {
        if depth > MOST_LAYERS {
            return Err(Unreadable::TooDeep);
        }
        Ok(Self {
            transcoder: Transcoder::default(),
            text: String::new(),
            layer: Layer::new(depth + 1),
        })
    }

    fn push(&mut self, bytes: &[u8], search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.text.clear();
        self.transcoder.push(bytes, &mut self.text)?;
        self.layer.push(&self.text, search)
    }

    fn finish(&mut self, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.transcoder.finish()?;
        self.layer.finish(search)
    }
}
