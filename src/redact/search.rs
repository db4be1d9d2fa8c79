//! Finds the cells to blank by asking, from blocks of them down to one, and down to the words of
//! a cell.
//!
//! What is asked about is the text of cells as it is read, without their structure. A value that
//! lies over several cells is in a block and in neither of its halves: then the fewest cells
//! that hold it are looked for, the last of them first.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Find;
use super::coding::{each_character, is_coded};
use super::format::{Format, outlines};
use super::outline::{Blank, Coding, Cut, Kind, Outline, Span, without};
use super::plain;
use crate::payload::Payload;

/// How many bytes of cells are asked about together at first.
const BLOCK: usize = 8 * 1024;
/// How many bytes on each side of the border of two blocks are asked about once more.
const SEAM: usize = 512;
/// The most payloads within payloads that are opened.
const MOST_DEPTH: u8 = 3;
/// How many times the bytes of a payload are asked about at the most, and how many anyway. A table
/// with a withheld address and number in each record takes 20 times, one with few values five.
const MOST_ASKED: usize = 128;
const FREE_BYTES: usize = 1024 * 1024;

/// Who knows whether one of the withheld values is in a text.
pub(super) struct Oracle<'f> {
    find: &'f Find<'f>,
    /// What was found in the whole. A part may be read as something that the whole is not.
    sought: &'f BTreeSet<usize>,
    /// How many bytes may still be asked about, so that no payload takes out of proportion long.
    room: Cell<usize>,
}

impl<'f> Oracle<'f> {
    /// For a payload of this many bytes.
    pub fn new(find: &'f Find<'f>, sought: &'f BTreeSet<usize>, bytes: usize) -> Self {
        let room = bytes.saturating_mul(MOST_ASKED).saturating_add(FREE_BYTES);
        Self { find, sought, room: Cell::new(room) }
    }

    /// The same for a part that is larger than it was in the payload.
    pub fn of_part(&self, bytes: usize) -> Self {
        Self::new(self.find, self.sought, bytes)
    }

    /// `None` when this cannot be said.
    fn hits(&self, text: &str) -> Option<bool> {
        self.room.set(self.room.get().checked_sub(text.len())?);
        let found = (self.find)(Payload::Text(text)).ok()?;
        Some(!found.is_disjoint(self.sought))
    }
}

/// What is to be cut out of a text so that no value is in it, and what the text was taken for.
pub(super) fn cuts(text: &str, oracle: &Oracle<'_>, depth: u8) -> Option<(Vec<Cut>, Format)> {
    let (format, outlines) = outlines(text);
    cuts_of_outlines(text, &outlines, oracle, depth).map(|cuts| (cuts, format))
}

/// The same for the cells of these outlines, one after the other, and for them only.
pub(super) fn cuts_of_outlines(
    text: &str,
    outlines: &[Outline],
    oracle: &Oracle<'_>,
    depth: u8,
) -> Option<Vec<Cut>> {
    let mut cuts: Vec<Cut> = Vec::new();
    for outline in outlines {
        let mut search = Search::new(text, outline, oracle, depth);
        search.begin_with(&cuts);
        cuts.extend(search.run()?);
        cuts.sort_unstable();
        cuts.dedup();
    }
    Some(cuts)
}

/// The same for a text of which it is known that it is running text.
fn cuts_of_words(text: &str, oracle: &Oracle<'_>) -> Option<Vec<Cut>> {
    cuts_of_outlines(text, &[plain::lines(text)], oracle, MOST_DEPTH)
}

struct Search<'a> {
    text: &'a str,
    outline: &'a Outline,
    oracle: &'a Oracle<'a>,
    depth: u8,
    /// What is cut of which cell.
    cuts: BTreeMap<usize, Vec<Cut>>,
}

impl<'a> Search<'a> {
    fn new(text: &'a str, outline: &'a Outline, oracle: &'a Oracle<'a>, depth: u8) -> Self {
        Self { text, outline, oracle, depth, cuts: BTreeMap::new() }
    }

    /// Takes over what was cut of these cells before.
    fn begin_with(&mut self, cuts: &[Cut]) {
        for cut in cuts {
            let position = self.outline.cell_at(cut.span.start);
            let cell = self.outline.cells.get(position);
            let pieces = cell.map_or(&[][..], |cell| self.outline.pieces(*cell));
            let flows = self.outline.kind != Kind::Cells;
            if flows || pieces.iter().any(|piece| cut.within(*piece).is_some()) {
                self.cuts.entry(position).or_default().push(*cut);
            }
        }
    }

    fn run(mut self) -> Option<Vec<Cut>> {
        let blocks = self.parts(0..self.outline.cells.len(), BLOCK);
        for block in &blocks {
            self.clean(block.clone())?;
        }
        // What lies on both sides of a border.
        for (one, next) in blocks.iter().zip(blocks.iter().skip(1)) {
            let last = self.parts(one.clone(), SEAM).pop().unwrap_or_default();
            let first = self.parts(next.clone(), SEAM).into_iter().next().unwrap_or_default();
            let seam = last.start.min(one.end.saturating_sub(1))..first.end;
            self.clean(seam)?;
        }
        Some(self.cuts.into_values().flatten().collect())
    }

    /// Parts these cells so that each part has about as many bytes.
    fn parts(&self, cells: Range<usize>, most: usize) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let (mut start, mut bytes) = (cells.start, 0);
        for position in cells.clone() {
            let cell = self.outline.cells.get(position);
            let pieces = cell.map_or(&[][..], |cell| self.outline.pieces(*cell));
            bytes += pieces.iter().map(|piece| piece.of(self.text).len()).sum::<usize>();
            if bytes >= most {
                parts.push(start..position + 1);
                (start, bytes) = (position + 1, 0);
            }
        }
        if start < cells.end {
            parts.push(start..cells.end);
        }
        parts
    }

    /// Cuts as long as something is found in these cells.
    fn clean(&mut self, cells: Range<usize>) -> Option<()> {
        while self.hits(cells.clone())? {
            self.narrow(cells.clone())?;
        }
        Some(())
    }

    /// Cuts what is found in cells of which it is known that something is: in their halves, or
    /// what lies on both sides of the middle. `None` when nothing could be cut.
    fn narrow(&mut self, cells: Range<usize>) -> Option<()> {
        if cells.len() <= 1 {
            return self.cut_across(cells)?.then_some(());
        }
        let middle = cells.start.midpoint(cells.end);
        let mut found = false;
        for half in [cells.start..middle, middle..cells.end] {
            if self.hits(half.clone())? {
                self.narrow(half)?;
                found = true;
            }
        }
        if found {
            return Some(());
        }
        // The fewest cells from the start, then the fewest to that end.
        let (mut short, mut end) = (middle, cells.end);
        while end - short > 1 {
            let middle = short.midpoint(end);
            match self.hits(cells.start..middle)? {
                true => end = middle,
                false => short = middle,
            }
        }
        let (mut start, mut late) = (cells.start, middle);
        while late - start > 1 {
            let middle = start.midpoint(late);
            match self.hits(middle..end)? {
                true => start = middle,
                false => late = middle,
            }
        }
        self.cut_across(start..end)?.then_some(())
    }

    /// Blanks what of a value lies over these cells; `false` when there was nothing left to blank.
    fn cut_across(&mut self, cells: Range<usize>) -> Option<bool> {
        match self.outline.kind {
            Kind::Cells => Some(self.cut_inside(&cells)? || self.blank(cells)),
            Kind::Lines => self.cut_lines(cells),
            Kind::Words => Some(self.cut_words(cells)),
        }
    }

    /// Takes all of these cells out; `false` when they were out.
    fn blank(&mut self, cells: Range<usize>) -> bool {
        let mut changed = false;
        for cell in cells {
            let Some(known) = self.outline.cells.get(cell) else { break };
            let whole = self.outline.whole(*known);
            changed |= self.cuts.insert(cell, whole.clone()) != Some(whole);
        }
        changed
    }

    /// Takes the value out of cells that have more in them; `false` when this cannot be done.
    fn cut_inside(&mut self, cells: &Range<usize>) -> Option<bool> {
        let known = self.outline.cells.get(cells.clone()).unwrap_or_default();
        if self.depth >= MOST_DEPTH
            || self.cuts.range(cells.clone()).next().is_some()
            || known.iter().any(|cell| cell.blank != Blank::Part)
        {
            return Some(false);
        }
        let mut read = Read::default();
        for cell in known {
            read.push(self.text, self.outline.pieces(*cell), cell.coding);
        }
        if plain::is_word_alone(&read.text) || self.fills(&read.text)? {
            return Some(false);
        }
        let found = match known {
            [_] => cuts(&read.text, self.oracle, self.depth + 1),
            _ => cuts_of_words(&read.text, self.oracle).map(|cuts| (cuts, Format::Plain)),
        };
        let Some((cuts, format)) = found.filter(|(cuts, _)| !cuts.is_empty()) else {
            return Some(false);
        };
        for ((position, cell), part) in (cells.start..).zip(known).zip(&read.cells) {
            let inside = cuts.iter().filter_map(|cut| cut.within(*part));
            let inside: Vec<Cut> = inside.collect();
            let rest = without(&read.text, *part, &inside);
            let written = match format == Format::Plain && plain::is_void(&rest) {
                true => self.outline.whole(*cell),
                false => inside.iter().flat_map(|cut| read.written(*cut)).collect(),
            };
            if !inside.is_empty() {
                self.cuts.insert(position, written);
            }
        }
        let hits = self.hits(cells.clone())?;
        if hits {
            self.cuts.retain(|cell, _| !cells.contains(cell));
        }
        Some(!hits)
    }

    /// Whether a value goes from the first word to the last: it is lost with either. Most cells
    /// with a value are like that, and this takes two questions.
    fn fills(&self, text: &str) -> Option<bool> {
        if text.trim_start().starts_with(['[', '{', '<']) {
            return Some(false);
        }
        let words = plain::words(text, Span::new(0, text.len()));
        let count = words.cells.len();
        let without_first = words.span(&(1..count)).of(text);
        let without_last = words.span(&(0..count.saturating_sub(1))).of(text);
        Some(!self.oracle.hits(without_first)? && !self.oracle.hits(without_last)?)
    }

    /// Takes the words of values out of lines.
    fn cut_lines(&mut self, lines: Range<usize>) -> Option<bool> {
        let words = plain::words(self.text, self.outline.span(&lines));
        let mut search = Search::new(self.text, &words, self.oracle, self.depth);
        let known: Vec<usize> = self.cuts.range(lines).map(|(line, _)| *line).collect();
        let before: Vec<Cut> =
            known.iter().filter_map(|line| self.cuts.remove(line)).flatten().collect();
        search.begin_with(&before);
        let after = search.run()?;
        let changed = after != before;
        for cut in after {
            self.cuts.entry(self.outline.cell_at(cut.span.start)).or_default().push(cut);
        }
        Some(changed)
    }

    /// Takes words out, and what stands between them but for line breaks.
    fn cut_words(&mut self, words: Range<usize>) -> bool {
        let first = plain::with_country_code(self.text, self.outline, words.start);
        let all = self.outline.span(&(first..words.end));
        let mut start = plain::with_bracket(self.text, all).start;
        let mut changed = false;
        for word in first..words.end {
            let end = match word + 1 < words.end {
                true => self.outline.span(&(word + 1..word + 2)).start,
                false => all.end,
            };
            let cuts = plain::between_line_breaks(self.text, Span { start, end });
            changed |= self.cuts.insert(word, cuts.clone()) != Some(cuts);
            start = end;
        }
        changed
    }

    fn hits(&self, cells: Range<usize>) -> Option<bool> {
        if cells.is_empty() {
            return Some(false);
        }
        self.oracle.hits(&self.shown(cells))
    }

    /// The text of cells without what was cut.
    fn shown(&self, cells: Range<usize>) -> String {
        let cuts = self.cuts.range(cells.clone());
        if self.outline.kind != Kind::Cells {
            let span = self.outline.span(&cells);
            return without(self.text, span, cuts.flat_map(|(_, cuts)| cuts));
        }
        let mut shown = String::new();
        for (position, cell) in
            (cells.start..).zip(self.outline.cells.get(cells).unwrap_or_default())
        {
            match self.cuts.get(&position) {
                Some(_) if cell.blank != Blank::Part => {}
                cuts => {
                    let cuts = cuts.map_or(&[][..], Vec::as_slice);
                    for piece in self.outline.pieces(*cell) {
                        show(self.text, *piece, cell.coding, cuts, &mut shown);
                    }
                }
            }
            shown.push('\n');
        }
        shown
    }
}

/// Appends the characters of a piece that were not cut.
fn show(text: &str, piece: Span, coding: Coding, cuts: &[Cut], shown: &mut String) {
    if cuts.is_empty() && !is_coded(piece.of(text), coding) {
        shown.push_str(piece.of(text));
        return;
    }
    each_character(text, piece, coding, |character, place| {
        let is_cut = |cut: &Cut| cut.span.start <= place.start && place.start < cut.span.end;
        if !cuts.iter().any(is_cut) {
            shown.push(character);
        }
    });
}

/// The text of cells as it is read, one line each, and where each character is written.
#[derive(Default)]
struct Read {
    text: String,
    cells: Vec<Span>,
    /// Where a character begins in the text, and where it is written.
    places: Vec<(u32, Span)>,
}

impl Read {
    fn push(&mut self, text: &str, pieces: &[Span], coding: Coding) {
        if !self.cells.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        for piece in pieces {
            each_character(text, *piece, coding, |character, place| {
                self.places.push((Span::new(self.text.len(), 0).start, place));
                self.text.push(character);
            });
        }
        self.cells.push(Span::new(start, self.text.len()));
    }

    /// What to cut where it is written, so that this is cut where it is read.
    fn written(&self, cut: Cut) -> Vec<Cut> {
        let from = self.places.partition_point(|(start, _)| *start < cut.span.start);
        let to = self.places.partition_point(|(start, _)| *start < cut.span.end);
        let mut cuts: Vec<Cut> = Vec::new();
        for (_, place) in self.places.get(from..to).unwrap_or_default() {
            match cuts.last_mut() {
                Some(last) if last.span.end == place.start => last.span.end = place.end,
                Some(_) => cuts.push(Cut { span: *place, filler: "" }),
                None => cuts.push(Cut { span: *place, filler: cut.filler }),
            }
        }
        cuts
    }
}
