// @ts-check
// The packages that a previewed project may import, with the paths below each that people use. Versions are those of
// `package.json`. To add one: `npm install --save-exact <name>`, a line here, and `npm run build`.

/** @type {Record<string, string[]>} package name to its entry points, "." being the package itself */
export const PACKAGES = {
  "canvas-confetti": ["."],
  "chart.js": [".", "./auto", "./helpers"],
  clsx: ["."],
  "d3-array": ["."],
  "d3-format": ["."],
  "d3-scale": ["."],
  "d3-selection": ["."],
  "d3-shape": ["."],
  "date-fns": ["."],
  dayjs: [
    ".",
    "./plugin/customParseFormat",
    "./plugin/duration",
    "./plugin/isBetween",
    "./plugin/localizedFormat",
    "./plugin/relativeTime",
    "./plugin/utc",
  ],
  dompurify: ["."],
  htm: [".", "./preact", "./react"],
  immer: ["."],
  "lodash-es": ["."],
  "lucide-react": ["."],
  marked: ["."],
  mitt: ["."],
  nanoid: ["."],
  preact: [".", "./compat", "./hooks", "./jsx-runtime", "./jsx-dev-runtime"],
  react: [".", "./jsx-runtime", "./jsx-dev-runtime"],
  "react-dom": [".", "./client"],
  "react-router": [".", "./dom"],
  "react-router-dom": ["."],
  three: [
    ".",
    "./addons/controls/OrbitControls.js",
    "./addons/controls/PointerLockControls.js",
    "./addons/loaders/GLTFLoader.js",
    "./addons/geometries/RoundedBoxGeometry.js",
  ],
  uuid: ["."],
  zod: ["."],
  zustand: [".", "./middleware", "./middleware/immer", "./react/shallow", "./shallow", "./vanilla"],
};

/** "react" + "./jsx-runtime" is what people write as "react/jsx-runtime". */
export const specifierOf = (/** @type {string} */ name, /** @type {string} */ entry) => name + entry.slice(1);
