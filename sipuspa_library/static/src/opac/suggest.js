// Proposes words and titles under the search box while somebody types. Without it, the box searches all the same.
(() => {
    const box = document.getElementById("q");
    const list = document.getElementById("suggestions");
    const place = document.getElementById("at");
    if (!box || !list) {
        return;
    }
    let waiting = 0;
    let asked = "";

    async function propose() {
        const words = box.value.trim();
        if (words.length < 2 || words === asked) {
            return;
        }
        asked = words;
        const query = new URLSearchParams({ q: words, at: place ? place.value : "" });
        try {
            const answer = await fetch(`/library/suggest?${query}`);
            if (!answer.ok || words !== box.value.trim()) {
                return;
            }
            const found = await answer.json();
            const texts = [...found.words, ...found.titles.map((title) => title.name)];
            list.replaceChildren(
                ...[...new Set(texts)].map((text) => {
                    const option = document.createElement("option");
                    option.value = text;
                    return option;
                })
            );
        } catch {
            asked = ""; // the line was down: the next letter asks again
        }
    }

    box.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(propose, 150);
    });
})();
