// What the browser's own code must keep to; its layout is prettier's business.
import globals from "globals";
import js from "@eslint/js";

export default [
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            curly: "error",
            "default-param-last": "error",
            eqeqeq: ["error", "always", {null: "ignore"}],
            "no-console": "error",
            "no-else-return": "error",
            "no-eval": "error",
            "no-implicit-globals": "error",
            "no-shadow": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "prefer-template": "error",
            complexity: ["error", 12],
        },
    },
    {
        // Televisions and old tablets get these as they are; see docs/screens.rst.
        files: ["**/static/src/{screens,scanner,shared}/**/*.js"],
        languageOptions: {ecmaVersion: 2019},
        rules: {
            "no-restricted-globals": ["error", "structuredClone", "globalThis"],
            "no-restricted-properties": [
                "error",
                {object: "AbortSignal", property: "timeout"},
                {object: "Object", property: "hasOwn"},
                {property: "replaceChildren"},
                {property: "replaceAll"},
                {property: "requestSubmit"},
                {property: "randomUUID"},
                {property: "findLast"},
                {property: "at"},
            ],
        },
    },
];
