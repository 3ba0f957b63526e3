/** What people call the species that they ask for most. */
export interface CommonNames {
  /** Ensembl's production name. */
  species: string;
  /** NCBI's taxon id. */
  taxon: number;
  names: readonly string[];
}

export const COMMON_NAMES: readonly CommonNames[] = [
  { species: "homo_sapiens", taxon: 9606, names: ["human"] },
  { species: "mus_musculus", taxon: 10090, names: ["mouse", "house mouse"] },
  { species: "rattus_norvegicus", taxon: 10116, names: ["rat", "norway rat", "brown rat"] },
  { species: "danio_rerio", taxon: 7955, names: ["zebrafish", "zebra fish"] },
  { species: "drosophila_melanogaster", taxon: 7227, names: ["fruit fly", "fruitfly", "fly"] },
  {
    species: "caenorhabditis_elegans",
    taxon: 6239,
    names: ["worm", "roundworm", "nematode"],
  },
  {
    species: "saccharomyces_cerevisiae",
    taxon: 4932,
    names: ["yeast", "baker's yeast", "bakers yeast", "budding yeast", "brewer's yeast"],
  },
  { species: "schizosaccharomyces_pombe", taxon: 4896, names: ["fission yeast"] },
  { species: "gallus_gallus", taxon: 9031, names: ["chicken"] },
  { species: "meleagris_gallopavo", taxon: 9103, names: ["turkey"] },
  { species: "taeniopygia_guttata", taxon: 59729, names: ["zebra finch"] },
  { species: "sus_scrofa", taxon: 9823, names: ["pig", "wild boar"] },
  { species: "bos_taurus", taxon: 9913, names: ["cow", "cattle"] },
  { species: "ovis_aries", taxon: 9940, names: ["sheep"] },
  { species: "capra_hircus", taxon: 9925, names: ["goat"] },
  { species: "equus_caballus", taxon: 9796, names: ["horse"] },
  { species: "canis_lupus_familiaris", taxon: 9615, names: ["dog"] },
  { species: "felis_catus", taxon: 9685, names: ["cat"] },
  { species: "oryctolagus_cuniculus", taxon: 9986, names: ["rabbit"] },
  { species: "cavia_porcellus", taxon: 10141, names: ["guinea pig"] },
  { species: "mesocricetus_auratus", taxon: 10036, names: ["golden hamster", "hamster"] },
  { species: "macaca_mulatta", taxon: 9544, names: ["macaque", "rhesus macaque", "rhesus"] },
  { species: "macaca_fascicularis", taxon: 9541, names: ["crab-eating macaque", "cynomolgus"] },
  { species: "pan_troglodytes", taxon: 9598, names: ["chimpanzee", "chimp"] },
  { species: "pan_paniscus", taxon: 9597, names: ["bonobo"] },
  { species: "gorilla_gorilla", taxon: 9593, names: ["gorilla"] },
  { species: "pongo_abelii", taxon: 9601, names: ["orangutan", "sumatran orangutan"] },
  { species: "callithrix_jacchus", taxon: 9483, names: ["marmoset"] },
  { species: "monodelphis_domestica", taxon: 13616, names: ["opossum"] },
  { species: "ornithorhynchus_anatinus", taxon: 9258, names: ["platypus"] },
  { species: "xenopus_tropicalis", taxon: 8364, names: ["frog", "xenopus", "clawed frog"] },
  { species: "oryzias_latipes", taxon: 8090, names: ["medaka"] },
  { species: "takifugu_rubripes", taxon: 31033, names: ["fugu"] },
  { species: "gasterosteus_aculeatus", taxon: 69293, names: ["stickleback"] },
  { species: "salmo_salar", taxon: 8030, names: ["salmon", "atlantic salmon"] },
  { species: "apis_mellifera", taxon: 7460, names: ["honey bee", "honeybee"] },
  { species: "anopheles_gambiae", taxon: 7165, names: ["mosquito", "malaria mosquito"] },
  { species: "arabidopsis_thaliana", taxon: 3702, names: ["arabidopsis", "thale cress"] },
  { species: "oryza_sativa", taxon: 4530, names: ["rice"] },
  { species: "zea_mays", taxon: 4577, names: ["maize", "corn"] },
  { species: "triticum_aestivum", taxon: 4565, names: ["wheat", "bread wheat"] },
  { species: "hordeum_vulgare", taxon: 4513, names: ["barley"] },
  { species: "solanum_lycopersicum", taxon: 4081, names: ["tomato"] },
  { species: "glycine_max", taxon: 3847, names: ["soybean", "soya bean"] },
  { species: "vitis_vinifera", taxon: 29760, names: ["grape", "grapevine"] },
];
