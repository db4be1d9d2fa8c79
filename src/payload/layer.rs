//! One layer of a payload: text that is looked through, undone, and handed on to others.
//!
//! Text flows through the layers in pieces, so that escapes are undone once, and memory is bounded
//! whatever the payload's size. A layer below exists only while there is something to undo.

use std::collections::BTreeSet;

use super::markup::{Stripper, has_tags};
use super::runs::{Run, Runs};
use super::unescape::unescape;
use super::unfold::{self, Unfolder};
use super::window::{Window, drop_front, words_into};
use super::{MOST_LAYERS, Needles, Unreadable, container};
use crate::field::text::fold_into;
use crate::veil::stand_in::{self, StandIn};

/// How many times each byte may be read as part of containers, on average.
const MOST_READINGS: usize = 64;
/// What may be read of the smallest payload, in bytes.
const FEWEST_TO_READ: usize = 4 * 1024 * 1024;
/// What it costs to begin to read, as if it were so many bytes more.
const COST_OF_OPENING: usize = 64;

/// What all layers of one search share.
pub(super) struct Search<'n> {
    needles: &'n Needles,
    window: usize,
    overlap: usize,
    /// How many bytes may still be unpacked and undone.
    left: usize,
    /// How much may still be read that lies in containers.
    to_read: usize,
    pub found: BTreeSet<usize>,
    pub stand_ins: BTreeSet<StandIn>,
}

impl<'n> Search<'n> {
    /// A search through `size` bytes that takes `window` bytes at a time, and sees `overlap` bytes
    /// of them again.
    pub fn new(needles: &'n Needles, size: usize, window: usize, overlap: usize) -> Self {
        let left = container::MOST_UNPACKED;
        let to_read = FEWEST_TO_READ.saturating_add(size.saturating_mul(MOST_READINGS));
        let (found, stand_ins) = (BTreeSet::new(), BTreeSet::new());
        Self { needles, window, overlap, left, to_read, found, stand_ins }
    }

    pub fn window(&self) -> usize {
        self.window
    }

    /// How many bytes may still be unpacked.
    pub fn left(&self) -> usize {
        self.left
    }

    /// Counts bytes that were unpacked.
    pub fn spend(&mut self, bytes: usize) -> Result<(), Unreadable> {
        self.left = self.left.checked_sub(bytes).ok_or(Unreadable::TooDeep)?;
        self.to_read = self.to_read.saturating_add(bytes.saturating_mul(MOST_READINGS));
        Ok(())
    }

    /// Counts bytes in a container that are now read. The same bytes can be in many, as files of
    /// an archive and messages of one another can overlap.
    pub fn open(&mut self, bytes: usize) -> Result<(), Unreadable> {
        let cost = bytes.saturating_add(COST_OF_OPENING);
        self.to_read = self.to_read.checked_sub(cost).ok_or(Unreadable::TooDeep)?;
        Ok(())
    }

    /// Looks up bytes that may be a digest.
    pub fn look_up_digest(&mut self, digest: &[u8]) {
        self.needles.look_up_digest(digest, &mut self.found);
    }
}

/// Text of one depth, and what is made of it.
#[derive(Debug)]
pub(super) struct Layer {
    place: Place,
    raw: String,
    folded: Window,
    words: Window,
    /// What was undone last.
    undone: String,
    unescaped: Below,
    unfolder: Unfolder,
    unfolded: Below,
    stripped: Stripped,
    runs: Runs,
    stand_ins: stand_in::Reader,
    /// Texts that runs hold.
    held: Option<Box<Layer>>,
}

/// Where a layer lies.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// How many times escapes were undone.
    escapes: u8,
    /// Whether its lines were put together.
    unfolded: bool,
    /// How many containers it lies in.
    containers: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Flow {
    /// Nothing goes below: it would only see the same again.
    #[default]
    Dry,
    /// All text does, as there was something to undo lately.
    Running,
    /// One more piece did, for values of which only the beginning was to be undone.
    Ebbing,
}

/// A layer below another, which gets text only where something was undone for it.
#[derive(Debug, Default)]
struct Below {
    layer: Option<Box<Layer>>,
    flow: Flow,
}

impl Below {
    /// Takes the next text. What stood before it in the layer above is shown to a layer that
    /// begins here.
    fn take(
        &mut self,
        text: &str,
        changed: bool,
        last: bool,
        place: Place,
        before: &Window,
        search: &mut Search<'_>,
    ) -> Result<(), Unreadable> {
        if !changed && self.flow == Flow::Dry {
            return Ok(());
        }
        let layer = self.layer.get_or_insert_with(|| Box::new(Layer::at(place)));
        if self.flow == Flow::Dry {
            layer.restart_after(before);
        }
        layer.push(text, search)?;
        self.flow = match self.flow {
            _ if changed || layer.is_inside() => Flow::Running,
            Flow::Running => Flow::Ebbing,
            Flow::Ebbing | Flow::Dry if last => Flow::Ebbing,
            Flow::Ebbing | Flow::Dry => {
                layer.settle(search)?;
                if layer.is_inside() { Flow::Running } else { Flow::Dry }
            }
        };
        Ok(())
    }

    fn running(&mut self) -> Option<&mut Layer> {
        self.layer.as_deref_mut().filter(|_| self.flow != Flow::Dry)
    }

    fn is_inside(&self) -> bool {
        self.flow != Flow::Dry && self.layer.as_ref().is_some_and(|layer| layer.is_inside())
    }
}

impl Layer {
    /// The text of a payload, or of what lies in so many containers.
    pub fn new(containers: u8) -> Self {
        Self::at(Place { escapes: 0, unfolded: false, containers })
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            raw: String::new(),
            folded: Window::default(),
            words: Window::default(),
            undone: String::new(),
            unescaped: Below::default(),
            unfolder: Unfolder::default(),
            unfolded: Below::default(),
            stripped: Stripped::default(),
            runs: Runs::default(),
            stand_ins: stand_in::Reader::default(),
            held: None,
        }
    }

    /// Takes more text.
    pub fn push(&mut self, text: &str, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.raw.push_str(text);
        if self.raw.len() < search.window {
            return Ok(());
        }
        self.process(false, search)
    }

    /// Says that no more text follows.
    pub fn finish(&mut self, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.process(true, search)?;
        for below in [&mut self.unescaped, &mut self.unfolded] {
            if let Some(layer) = below.running() {
                layer.finish(search)?;
            }
        }
        match self.held.as_mut() {
            Some(held) => held.finish(search),
            None => Ok(()),
        }
    }

    fn process(&mut self, last: bool, search: &mut Search<'_>) -> Result<(), Unreadable> {
        let taken = self.pass_on(last, search)?;
        let raw = std::mem::take(&mut self.raw);
        let text = raw.get(..taken).unwrap_or_default();
        if search.needles.notes_stand_ins {
            // Here, as folding takes them out.
            self.stand_ins.push(text, |each| {
                search.stand_ins.insert(each);
            });
        }
        let seen = self.folded.text.len();
        fold_into(text, &mut self.folded.text);
        self.look_through(seen, last, search);
        self.unfold(text, seen, last, search)?;
        self.stripped.take(&self.folded, seen, last, search);
        self.read_runs(text, last, search)?;
        self.folded.keep(search.overlap);
        self.raw = raw;
        drop_front(&mut self.raw, taken);
        Ok(())
    }

    /// Undoes escapes, hands the outcome below, and says how much of the text was read.
    fn pass_on(&mut self, last: bool, search: &mut Search<'_>) -> Result<usize, Unreadable> {
        self.undone.clear();
        let step = unescape(&self.raw, last, &mut self.undone);
        if !step.changed && self.unescaped.flow == Flow::Dry {
            return Ok(step.consumed);
        }
        if self.place.escapes >= MOST_LAYERS {
            return if step.hides { Err(Unreadable::TooDeep) } else { Ok(step.consumed) };
        }
        let place = Place { escapes: self.place.escapes + 1, ..self.place };
        self.unescaped.take(&self.undone, step.changed, last, place, &self.folded, search)?;
        Ok(step.consumed)
    }

    /// Puts lines together, where there is a sign that they are parted.
    fn unfold(
        &mut self,
        text: &str,
        seen: usize,
        last: bool,
        search: &mut Search<'_>,
    ) -> Result<(), Unreadable> {
        if self.place.unfolded {
            return Ok(());
        }
        let mut from = seen.saturating_sub(unfold::LONGEST_SIGN);
        while !self.folded.text.is_char_boundary(from) {
            from -= 1;
        }
        self.unfolder.heed(self.folded.text.get(from..).unwrap_or_default());
        if !self.unfolder.is_awake() {
            return Ok(());
        }
        self.undone.clear();
        self.unfolder.unfold(text, last, &mut self.undone);
        let place = Place { unfolded: true, ..self.place };
        // What stands before a sign has no part in what it is a sign of.
        let before = Window::default();
        self.unfolded.take(&self.undone, true, last, place, &before, search)
    }

    /// Looks through what has gathered here and below.
    fn settle(&mut self, search: &mut Search<'_>) -> Result<(), Unreadable> {
        self.process(false, search)?;
        for below in [&mut self.unescaped, &mut self.unfolded] {
            if let Some(layer) = below.running() {
                layer.settle(search)?;
            }
        }
        Ok(())
    }

    /// Looks for the needles in folded text, of which the first bytes were seen before.
    fn look_through(&mut self, seen: usize, last: bool, search: &mut Search<'_>) {
        look_for_words(&self.folded, seen, &mut self.words, last, search);
        search.needles.scan(self.folded.view(last), &mut search.found);
    }

    fn read_runs(
        &mut self,
        text: &str,
        last: bool,
        search: &mut Search<'_>,
    ) -> Result<(), Unreadable> {
        let Self { runs, held, undone, place, .. } = self;
        undone.clear();
        runs.push(text.as_bytes(), last, |run| read_run(run, place.containers, undone, search))?;
        if undone.is_empty() {
            return Ok(());
        }
        search.spend(undone.len())?;
        let held = held.get_or_insert_with(|| Box::new(Self::new(place.containers + 1)));
        held.push(undone, search)
    }

    /// Begins anew, as if it had read all up to the end of what the layer above has folded.
    fn restart_after(&mut self, above: &Window) {
        *self = Self { held: self.held.take(), ..Self::at(self.place) };
        self.folded.restart_like(above);
        self.words.restart_like(above);
        self.raw.push_str(&above.text);
    }

    fn is_inside(&self) -> bool {
        self.runs.is_inside() || self.unescaped.is_inside() || self.unfolded.is_inside()
    }
}

/// Reads what a run holds: a file, a digest, or texts, which are appended.
fn read_run(
    run: Run<'_>,
    containers: u8,
    texts: &mut String,
    search: &mut Search<'_>,
) -> Result<(), Unreadable> {
    if run.is_file {
        return container::look_through(&run.bytes(), containers + 1, search);
    }
    if search.needles.has_digests()
        && let Some(digest) = run.digest()
    {
        search.look_up_digest(&digest);
    }
    // Deeper, it could only be there to be looked through for ever.
    if containers >= container::DEEPEST {
        return Ok(());
    }
    run.texts(texts);
    match run.may_be_packed() {
        true => container::look_through_perhaps(&run.bytes(), containers + 1, search),
        false => Ok(()),
    }
}

fn look_for_words(
    folded: &Window,
    seen: usize,
    words: &mut Window,
    last: bool,
    search: &mut Search<'_>,
) {
    if search.needles.words.longest() > 0 {
        words_into(folded.text.get(seen..).unwrap_or_default(), &mut words.text);
        search.needles.scan_words(words.view(last), &mut search.found);
        words.keep(search.overlap);
    }
}

/// Folded text without its tags, while there are any.
#[derive(Debug, Default)]
struct Stripped {
    stripper: Stripper,
    text: Window,
    words: Window,
    flow: Flow,
}

impl Stripped {
    fn take(&mut self, above: &Window, seen: usize, last: bool, search: &mut Search<'_>) {
        let new = above.text.get(seen..).unwrap_or_default();
        let changed = has_tags(new);
        if !changed && self.flow == Flow::Dry {
            return;
        }
        if self.flow == Flow::Dry {
            *self = Self::default();
            self.text.restart_like(above);
            self.words.restart_like(above);
            self.text.text.push_str(above.text.get(..seen).unwrap_or_default());
        }
        let before = self.text.text.len();
        self.stripper.strip(new, &mut self.text.text);
        look_for_words(&self.text, before, &mut self.words, last, search);
        search.needles.scan(self.text.view(last), &mut search.found);
        self.text.keep(search.overlap);
        self.flow = match self.flow {
            _ if changed || self.stripper.is_inside() => Flow::Running,
            Flow::Running => Flow::Ebbing,
            Flow::Ebbing | Flow::Dry => Flow::Dry,
        };
    }
}
