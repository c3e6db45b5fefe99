/** What is measured inside of a page. Each function is sent there as its text, so it uses nothing from around it. */

/** As much of the DOM as is used here: its own types would be those of all tests, and Node's are not the same. */
interface Element {
  readonly tagName: string
  readonly textContent: string
  readonly parentElement: Element | null
  readonly labels?: readonly Element[] | null
  readonly clientWidth: number
  readonly scrollWidth: number
  checkVisibility(): boolean
  getAttributeNames(): readonly string[]
  getBoundingClientRect(): { readonly right: number; readonly width: number }
}

interface Document {
  readonly body: Element
  readonly documentElement: Element
  readonly activeElement: Element
  querySelectorAll(selector: string): Iterable<Element>
  createTreeWalker(
    root: Element,
    kinds: number,
  ): { readonly currentNode: Element; nextNode(): Element | null }
}

type Style = Readonly<Record<'color' | 'backgroundColor' | 'outlineStyle' | 'outlineWidth', string>>

declare const document: Document
declare const NodeFilter: { readonly SHOW_TEXT: number }
declare const DOMParser: new () => { parseFromString(text: string, type: 'text/html'): Document }
declare function getComputedStyle(element: Element): Style

/** What reaches beyond the right edge of the screen, and the page itself if it can be moved sideways. */
export function overflows(): readonly string[] {
  const width = document.documentElement.clientWidth
  const page = document.documentElement.scrollWidth > width ? ['the page'] : []
  const wide = [...document.querySelectorAll('main *, header *, footer')].filter((element) => {
    const { right, width: own } = element.getBoundingClientRect()
    return own > 1 && right > width + 0.5
  })
  return [...page, ...wide.map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`)]
}

/** WCAG 2.2, "contrast ratio", of every text that is seen. */
export function contrasts(): readonly { readonly text: string; readonly ratio: number }[] {
  const parts = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = parts(colour).map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const behind = (element: Element | null): string => {
    if (element === null) return 'rgb(255, 255, 255)'
    const { backgroundColor } = getComputedStyle(element)
    return parts(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    const text = texts.currentNode.textContent.trim()
    if (element === null || text === '' || !element.checkVisibility()) continue
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))]
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    found.push({ text, ratio })
  }
  return found
}

/** The colour of the page. */
export function background(): string {
  return getComputedStyle(document.documentElement).backgroundColor
}

/** What has the focus, and whether an outline shows it, on itself or on its label. */
export function focused(): { readonly name: string; readonly isMarked: boolean } {
  const element = document.activeElement
  const shown = element.labels?.[0] ?? element
  const { outlineStyle, outlineWidth } = getComputedStyle(shown)
  return {
    name: shown.textContent,
    isMarked: outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2,
  }
}

/** Elements with the names of their attributes, as the browser reads each text. */
export function shapes(pages: readonly string[]): readonly string[] {
  return pages.map((page) =>
    [...new DOMParser().parseFromString(page, 'text/html').querySelectorAll('*')]
      .map((each) => `${each.tagName} ${each.getAttributeNames().join(' ')}`)
      .join('\n'),
  )
}
