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

  /** @param {number} number */
  const twoDigits = (number) => String(number).padStart(2, '0');

  /** What a member of Voyager's contact information says. @type {(name: string, value: any) => Contact[]} */
  function voyagerContacts(name, value) {
    switch (name) {
      case 'emailAddress':
        return [{ kind: 'email', value }];
      case 'phoneNumbers':
        return value.map((/** @type {any} */ each) => ({ kind: 'phone', value: each.number, type: each.type.toLowerCase() }));
      case 'websites':
        return value.map((/** @type {any} */ each) => {
          const [{ category }] = /** @type {any[]} */ (Object.values(each.type));
          return { kind: 'website', value: each.url, type: category.toLowerCase() };
        });
      case 'birthDateOn':
        // The year is not told; this one has all days.
        return [{ kind: 'birthday', value: `2000-${twoDigits(value.month)}-${twoDigits(value.day)}` }];
      case 'address':
        return [{ kind: 'address', value }];
      case 'connectedAt':
        return [{ kind: 'connected', value: new Date(value).toISOString().slice(0, 10) }];
      default:
        return [];
    }
  }

  /** As the Ember pages ask: what comes may be normalised. @type {(slug: string) => Promise<Contact[]>} */
  function emberContacts(slug) {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open('GET', `/voyager/api/identity/profiles/${slug}/profileContactInfo`);
      request.setRequestHeader('accept', 'application/vnd.linkedin.normalized+json+2.1');
      request.responseType = 'json';
      request.onerror = () => fail(new Error('contact info did not come'));
      request.onload = () => {
        const answer = request.response;
        const urn = answer?.data?.['*contactInfo'];
        const info = urn === undefined ? answer : answer.included.find((/** @type {any} */ each) => each.entityUrn === urn);
        if (request.status !== 200 || !info) fail(new Error(`contact info answered ${request.status}`));
        else done([{ kind: 'profile' }, ...Object.entries(info).flatMap(([name, value]) => voyagerContacts(name, value))]);
      };
      request.send();
    });
  }

  /** As the server-driven pages ask. @type {(slug: string) => Promise<Contact[]>} */
  async function flagshipContacts(slug) {
    const screen = 'com.linkedin.sdui.flagshipnav.profile.ProfileContactDetailsOverlay';
    const response = await fetch(`/flagship-web/rsc-action/actions/navigation?screenId=${screen}&sduiid=${screen}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ vanityName: slug }),
    });
    if (!response.ok) throw new Error(`contact info answered ${response.status}`);
    const rows = await demoRows.read(response);
    /** @type {(reference: unknown) => any} */
    const propertiesOf = (reference) => /** @type {any[]} */ (demoRows.resolved(rows, reference))[3];
    return propertiesOf('$0').children.map((/** @type {string} */ line) => {
      const { viewTrackingSpecs, children } = propertiesOf(line);
      const kind = viewTrackingSpecs.viewName.replace('contact-', '');
      const { url, type, date, children: text } = propertiesOf(children);
      if (kind === 'profile') return { kind };
      if (date) return { kind, value: `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)}` };
      const value = url ? url.replace('mailto:', '') : demoRows.resolved(rows, text);
      return { kind, value, type };
    });
  }

  /** What the pages of no known site ask. @type {(slug: string) => Promise<Contact[]>} */
  async function otherContacts(slug) {
    const response = await fetch(`/api/contact-info/${slug}`);
    if (!response.ok) throw new Error(`contact info answered ${response.status}`);
    return (await response.json()).fields;
  }

  const ASKING = { ember: emberContacts, flagship: flagshipContacts, sales: otherContacts };

  /** @param {Person} person */
  const contacts = (person) => ASKING[person.family](person.slug);

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
