/**
 * The network's people, as its pages know them: without their contact details, which come on request only.
 *
 * @typedef {object} Person
 * @property {string} slug
 * @property {string} name
 * @property {'ember' | 'flagship' | 'sales'} family whose markup the profile has
 * @property {'first' | 'second' | 'third' | 'none' | 'own'} degree `none`: the page shows no distance
 * @property {{en: string, fr: string}} headline
 * @property {{en: string, fr: string}} place
 * @property {{en: string, fr: string}} about
 * @property {{role: {en: string, fr: string}, company: string, years: string}[]} jobs
 *
 * @typedef {{slug: string, name: string, company: string, degree: 'first' | 'third', email: string}} Attendee of an event, who is shown with
 *   an email address
 *
 * @typedef {object} Contact
 * @property {'profile' | 'email' | 'phone' | 'website' | 'birthday' | 'address' | 'connected'} kind
 * @property {string} [value] absent for `profile`; a day is written YYYY-MM-DD
 * @property {string} [type]
 */

const demoPeople = (() => {
  const { t, language } = demoText;

  /** @type {Person[]} */
  const all = JSON.parse(document.getElementById('people-data')?.textContent ?? '[]');

  /** @type {Attendee[]} */
  const attendees = JSON.parse(document.getElementById('attendees-data')?.textContent ?? '[]');

  /** @param {Person} person */
  const path = (person) => (person.family === 'sales' ? `/sales/lead/${person.slug}` : `/in/${person.slug}/`);

  /** @param {Person} person */
  const overlayPath = (person) => `/in/${person.slug}/overlay/contact-info/`;

  /** @type {(person: {degree: Person['degree']}) => boolean} */
  const hasDegree = (person) => person.degree === 'first' || person.degree === 'second' || person.degree === 'third';

  /** "1st"; empty when the page shows no distance. @param {{degree: Person['degree']}} person */
  const degree = (person) => (hasDegree(person) ? t(`degree.${person.degree}`) : '');

  /** The words for a screen reader. @param {{degree: Person['degree']}} person */
  const degreeInFull = (person) => (hasDegree(person) ? t(`degree.${person.degree}.long`) : '');

  /** @type {(slug: string) => Promise<Contact[]>} */
  async function contacts(slug) {
    const response = await fetch(`/api/contact-info/${slug}`);
    if (!response.ok) throw new Error(`contact info answered ${response.status}`);
    return (await response.json()).fields;
  }

  /** @type {(day: string, withYear: boolean) => string} */
  function dayInWords(day, withYear) {
    const format = new Intl.DateTimeFormat(language, {
      day: 'numeric', month: 'long', timeZone: 'UTC', ...(withYear ? { year: 'numeric' } : {}),
    });
    return format.format(new Date(`${day}T00:00:00Z`));
  }

  /** Up to four others, never the viewer. @type {(person: Person) => Person[]} */
  function alsoViewed(person) {
    const others = all.filter((other) => other.family === person.family && other !== person && other.degree !== 'own');
    return others.slice(0, 4);
  }

  return { all, attendees, path, overlayPath, degree, degreeInFull, hasDegree, contacts, dayInWords, alsoViewed };
})();
