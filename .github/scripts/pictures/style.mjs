// The look of rendered Markdown on GitHub, near enough to know it again.

const colours = {
  light: {
    text: '#1f2328',
    faint: '#59636e',
    back: '#ffffff',
    code: '#eff1f3',
    line: '#d1d9e0',
    stripe: '#f6f8fa',
    link: '#0969da',
  },
  dark: {
    text: '#f0f6fc',
    faint: '#9198a1',
    back: '#0d1117',
    code: '#2a3038',
    line: '#3d444d',
    stripe: '#151b23',
    link: '#4493f8',
  },
}

/** CSS; `scheme` is `light` or `dark`. */
export function styleOf(scheme) {
  const { text, faint, back, code, line, stripe, link } = colours[scheme]
  return `
    body { margin: 0; background: ${back} }
    main { box-sizing: border-box; width: 960px; padding: 24px 32px; border: 1px solid ${line}; border-radius: 6px;
      font: 15px/1.5 "Noto Sans", "DejaVu Sans", "Liberation Sans", Helvetica, Arial, sans-serif; color: ${text}; background: ${back} }
    main > :first-child { margin-top: 0 } main > :last-child { margin-bottom: 0 }
    h1, h2 { padding-bottom: 8px; border-bottom: 1px solid ${line}; font-weight: 600; line-height: 1.25 }
    h1 { font-size: 24px } h2 { font-size: 21px } h3 { font-size: 18px } h1 em { font-style: normal; font-weight: 400; color: ${faint} }
    a { color: ${link} }
    code { padding: 2px 5px; border-radius: 6px; background: ${code};
      font: 85% "DejaVu Sans Mono", "Liberation Mono", monospace; white-space: break-spaces }
    pre { padding: 12px; border-radius: 6px; background: ${stripe}; overflow: hidden } pre code { padding: 0; background: none }
    table { display: block; width: max-content; max-width: 100%; margin: 0 0 16px; border-collapse: collapse; overflow: hidden }
    th, td { padding: 6px 12px; border: 1px solid ${line}; text-align: left } tr:nth-child(2n) td { background: ${stripe} }
    details { margin: 12px 0 } summary { font-weight: 600 } hr { border: 0; border-top: 1px solid ${line} }
    ul { padding-left: 26px } li:has(> input) { list-style: none; margin-left: -20px }`
}
