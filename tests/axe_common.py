"""What a browser test needs to look at a screen of staff with axe."""

from pathlib import Path

import axe_core_python

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
#: of a page on which ``ROOTS`` says what is ours: the rest is Odoo's
LOOK = """
const wrong = [];
const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function find(selector) {
    for (let tries = 0; tries < 150; tries++) {
        const found = document.querySelector(selector);
        if (found) {
            return found;
        }
        await sleep(100);
    }
    throw new Error(`${selector} does not appear`);
}

async function check(name) {
    await sleep(500);
    const results = await axe.run(
        {include: ROOTS},
        {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    );
    for (const violation of results.violations) {
        for (const node of violation.nodes) {
            wrong.push(`${name}: ${violation.id} ${node.html} ${node.failureSummary}`);
        }
    }
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) {
        wrong.push(`${name}: ${wide} pixels wider than the screen`);
    }
}

function end() {
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
}
"""
