/** What the panels say, by panel. Numbers come as they are to be read; **strong** is marked. */
export const panels = {
  cascade: {
    choose: 'Layers: choose the one the panels show',
    image: 'image',
    classes: (count: number) => `${count} classes`,
    slow: {
      label: 'One step, slowly',
      title: (step: number, epoch: string) => `Step ${step}, epoch ${epoch}`,
      back: 'Back', on: 'On', play: 'Play the step', stop: 'Stop playing', close: 'Close',
      place: (at: number, of: number) => `${at} of ${of}`,
      table: (step: number) => `Step ${step}, layer by layer`,
      columns: ['layer', 'output, rms', '‖gradient‖', '‖L‖', '‖ΔL‖', '‖ΔL‖/‖L‖'],
      classifier: 'the classifier',
      output: (value: string) => `→ rms ${value}`,
      gradient: (value: string) => `← ‖∇‖ ${value}`,
      update: (value: string) => `Δ ${value}`,
      forward: (layer: string, inputs: number, neurons: number, images: number, rms: string) => `Forward: ${layer} makes ${neurons} outputs of ${inputs} inputs at each of its positions, for ${images} images. Their root mean square is **${rms}**.`,
      scores: (images: number, rms: string) => `Forward: the classifier gives each of the ${images} images a score for every class, of root mean square **${rms}**.`,
      loss: (loss: string, right: string) => `The scores against the labels: the cross-entropy of this batch is **${loss}**, and **${right}** of its images are right.`,
      backward: (layer: string, weights: string, norm: string) => `Backward: the gradient of this loss by the ${weights} weights of ${layer} has length **${norm}**.`,
      backwardFirst: (norm: string) => `Backward: the gradient of this loss by the weights of the classifier has length **${norm}**. From here it goes down, layer by layer.`,
      step: (rate: number, most: string, mostLayer: string, least: string, leastLayer: string) => `Update: at learning rate ${rate} the weights move by **${most}** of their length in ${mostLayer}, the most, and by **${least}** in ${leastLayer}, the least; momentum and weight decay included.`,
    },
  },
};
