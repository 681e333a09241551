// What several parts of the page are operated with.

const mostSliders = 64;

/** The element with an identifier. */
export const find = (id) => document.getElementById(id);

/** Fills a box with one radio button for each name. */
export function choices(box, group, names, chosen, current = 0) {
  const labels = names.map((name, index) => {
    const [label, input] = [document.createElement("label"), document.createElement("input")];
    Object.assign(input, { type: "radio", name: group, value: index, checked: index === current });
    input.addEventListener("change", () => chosen(index));
    label.append(input, name);
    return label;
  });
  box.replaceChildren(box.querySelector("legend"), ...labels);
}

/** A slider for each dimension of a latent; `moved` gets a dimension's index and number. */
export class Sliders {
  constructor(box, moved) {
    this.box = box;
    this.moved = moved;
    this.pairs = [];
  }

  make(latent) {
    this.pairs = Array.from(latent.slice(0, mostSliders), (_, index) => {
      const [slider, output] = ["input", "output"].map((name) => document.createElement(name));
      Object.assign(slider, { type: "range", min: -4, max: 4, step: 0.05 });
      slider.setAttribute("aria-label", `Latent dimension ${index + 1}`);
      slider.addEventListener("input", () => {
        output.textContent = slider.valueAsNumber.toFixed(2);
        this.moved(index, slider.valueAsNumber);
      });
      return { slider, output };
    });
    this.box.replaceChildren(...this.pairs.map(({ slider, output }, index) => {
      const label = document.createElement("label");
      label.append(`z${index + 1}`, slider, output);
      return label;
    }));
    this.show(latent);
  }

  show(latent) {
    this.pairs.forEach(({ slider, output }, index) => {
      slider.value = latent[index];
      output.textContent = latent[index].toFixed(2);
    });
  }
}
